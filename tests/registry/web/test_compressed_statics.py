"""Style sheets and scripts leave compressed for whoever can read that."""

import brotli
import pytest

from registry.web.statics import FOLDER

SHEET = "puente.css"


def ask(client, **headers):
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    with client.get(f"/static/{SHEET}?v=1", headers=given, buffered=True) as answer:
        return answer


def test_style_sheet_is_compressed_and_opens_to_the_file(client):
    answer = ask(client, Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert brotli.decompress(answer.data) == (FOLDER / SHEET).read_bytes()


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip"}, {"Accept_Encoding": "br", "Range": "bytes=0-9"}])
def test_style_sheet_stays_as_it_is_for_others(client, headers):
    answer = ask(client, **headers)
    whole = (FOLDER / SHEET).read_bytes()
    assert "Content-Encoding" not in answer.headers
    assert answer.data in (whole, whole[:10])


def test_missing_file_is_not_found_compressed_or_not(client):
    assert client.get("/static/none.css", headers={"Accept-Encoding": "br"}).status_code == 404
