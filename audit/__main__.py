"""The verifier's command line: `python -m audit verify|prove`. Needs no database and none of our packages."""

import argparse
import json
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from audit.archive import ArchiveDamaged
from audit.note import Checkpoint, NoteError, VerificationKey
from audit.proving import NotInLog, prove
from audit.verify import Demands, Report, verify

WHOLE, FAULTY, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0: the log is whole. 1: it is not, and the first fault is named. 2: the check could not be made."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (OSError, NoteError, ArchiveDamaged, NotInLog, ValueError) as error:
        print(f"audit: {error}", file=sys.stderr)
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audit", description="Check an exported audit log.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("verify", help="check every event, hash, checkpoint and count of an export")
    check.add_argument("export", type=Path, metavar="EXPORT")
    check.add_argument("--vkey", required=True, metavar="KEY", help="the verification key, or a file with it")
    check.add_argument("--hashes-only", action="store_true", help="check hashes and signatures, not the bodies")
    check.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint kept elsewhere")
    check.add_argument("--mac-key", type=Path, metavar="FILE", help="the epoch key, to check the MACs as well")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.set_defaults(run=_verify)
    proof = commands.add_parser("prove", help="print the proof that an event is in the log, as JSON")
    proof.add_argument("export", type=Path, metavar="EXPORT")
    proof.add_argument("seq", type=int, metavar="SEQ")
    proof.set_defaults(run=_prove)
    return parser


def _verify(options: argparse.Namespace) -> int:
    key = VerificationKey.parse(_text_or_file(options.vkey))
    demands = Demands(
        key=key,
        hashes_only=options.hashes_only,
        newer=_checkpoint(options.checkpoint, key),
        mac_key=_mac_key(options.mac_key),
    )
    began = time.perf_counter()
    report = verify(options.export, demands)
    seconds = time.perf_counter() - began
    print(json.dumps(_as_json(report, seconds)) if options.json else _in_words(report, seconds))
    return WHOLE if report.fault is None else FAULTY


def _prove(options: argparse.Namespace) -> int:
    print(json.dumps(prove(options.export, options.seq), indent=2))
    return WHOLE


def _text_or_file(given: str) -> str:
    # A key is one word with plus signs in it; a file is what exists.
    return Path(given).read_text() if Path(given).is_file() else given


def _checkpoint(path: Path | None, key: VerificationKey) -> Checkpoint | None:
    return None if path is None else Checkpoint.parse(key.check(path.read_text()))


def _mac_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    raw = path.read_bytes()
    return raw if len(raw) == 32 else bytes.fromhex(raw.decode("ascii").strip())


def _as_json(report: Report, seconds: float) -> dict[str, object]:
    fault = report.fault
    return {
        "ok": fault is None,
        "origin": report.origin,
        "size": report.size,
        "root": b64encode(report.root).decode(),
        "checkpoints": report.checkpoints,
        "writers": report.writers,
        "lost": report.lost,
        "seconds": round(seconds, 3),
        "fault": fault and {"kind": fault.kind.value, "seq": fault.seq, "detail": fault.detail},
    }


def _in_words(report: Report, seconds: float) -> str:
    if report.fault is not None:
        return f"NOT WHOLE: {report.fault}"
    rate = report.size / seconds if seconds else 0.0
    return (
        f"whole: {report.size} events of {report.origin} under {report.checkpoints} checkpoints, "
        f"{report.lost} reported lost; root {b64encode(report.root).decode()}; "
        f"{seconds:.1f} s, {rate:,.0f} events/s"
    )


if __name__ == "__main__":
    sys.exit(main())
