"""Show what the tests left out: the total, the least covered modules, and each refusal that no test provoked."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from coverage import Coverage

LEAST = 10
REFUSING = ("dispatch", "shop/payments")  # where a refusal guards people's work or money


def main() -> None:
    coverage = Coverage()
    coverage.load()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(file))
        report = json.loads(file.read_text())
    print(f"Covered, branches included: {report['totals']['percent_covered']:.1f} %. The least covered modules:")
    shares = {name: module["summary"]["percent_covered"] for name, module in report["files"].items()}
    for name, share in sorted(shares.items(), key=lambda pair: pair[1])[:LEAST]:
        print(f"  {share:5.1f} %  {name}")
    left = list(unprovoked(report))
    print(f"{len(left)} refusals that no test provoked{':' if left else '.'}", *left, sep="\n  ")


def unprovoked(report: dict) -> Iterator[str]:
    """Name each `raise` of a refusal whose line was not executed."""
    refusals = names_of_refusals(Path(name) for name in report["files"])
    for name, module in report["files"].items():
        if name.startswith(REFUSING):
            for node in ast.walk(ast.parse(Path(name).read_text())):
                if isinstance(node, ast.Raise) and node.lineno in module["missing_lines"]:
                    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                    if last_name(raised) in refusals:
                        yield f"{name}:{node.lineno} {last_name(raised)}"


def names_of_refusals(files: Iterator[Path]) -> set[str]:
    """Return the names of all classes that descend from `Refused`."""
    classes = [
        node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ClassDef)
    ]
    names, before = {"Refused"}, 0
    while len(names) > before:
        before = len(names)
        names |= {node.name for node in classes if names & {last_name(base) for base in node.bases}}
    return names


def last_name(node: ast.AST | None) -> str:
    """Return the name at the end of `a.b.Name`; nothing for what has none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


if __name__ == "__main__":
    main()
