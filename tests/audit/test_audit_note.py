"""Signed notes against the example of the Go implementation that C2SP's text describes."""

import pytest

from audit.note import Checkpoint, NoteError, SignatureWrong, SigningKey, VerificationKey, signer_name

# From the documentation of golang.org/x/mod/sumdb/note.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_keys_and_signatures_are_those_of_the_go_implementation() -> None:
    signing = SigningKey.parse(PRIVATE)
    assert str(signing.verification_key()) == PUBLIC
    assert signing.sign(TEXT) == NOTE
    assert signing.encode() == PRIVATE
    assert VerificationKey.parse(PUBLIC + "\n").check(NOTE) == TEXT
    assert signer_name(NOTE) == "PeterNeumann"


def test_a_note_signed_by_others_too_is_accepted() -> None:
    other = SigningKey.from_seed("witness", bytes(32)).sign(TEXT).removeprefix(TEXT + "\n")
    text, _, ours = NOTE.rpartition("\n\n")
    assert VerificationKey.parse(PUBLIC).check(f"{text}\n\n{other}{ours}") == TEXT


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("your problem,", "my problem,"),
        SigningKey.from_seed("PeterNeumann", bytes(32)).sign(TEXT),
        SigningKey.from_seed("somebody", bytes(32)).sign(TEXT),
        NOTE.replace("/ZJkuBS9", "/ZJkuBS8"),
    ],
)
def test_a_note_this_key_did_not_sign_is_refused(note: str) -> None:
    with pytest.raises(SignatureWrong):
        VerificationKey.parse(PUBLIC).check(note)


@pytest.mark.parametrize("note", ["", TEXT, NOTE.rstrip("\n"), NOTE.replace("—", "-"), NOTE.replace("x08g", "x!8g")])
def test_what_is_not_a_note_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        VerificationKey.parse(PUBLIC).check(note)


@pytest.mark.parametrize("key", ["", "name", PUBLIC.replace("c74f", "c74e"), PUBLIC.replace("+AR", "+BR"), PRIVATE])
def test_what_is_not_a_key_is_refused(key: str) -> None:
    with pytest.raises(NoteError):
        VerificationKey.parse(key)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_cannot_be_written_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.from_seed(name, bytes(32))


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    head = Checkpoint("log.example/audit/1", 7, bytes(range(32)))
    assert str(head) == "log.example/audit/1\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert Checkpoint.parse(str(head)) == Checkpoint.parse(SigningKey.parse(PRIVATE).sign(str(head))) == head


@pytest.mark.parametrize(
    "text", ["", "log\n7\n", "log\n07\nAAAA\n", "log\n-7\nAAAA\n", "log\n7\nAAAA\n", "\n7\nAAAA\n"]
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def test_the_private_key_is_not_shown_by_accident() -> None:
    assert repr(SigningKey.parse(PRIVATE)) == "SigningKey('PeterNeumann')"
