"""Follows the provider's document from top to bottom through PyPI zeep: every function with the document's own
example values, and the keys that it names in each answer.

    tandem demo --fresh &
    python document_zeep.py http://127.0.0.1:8080

Wants a demo of its own: what the document deletes is there once.
"""

import sys

from document import differs, functions
from test_zeep import Functions


def main(base):
    by_soap = Functions(base, "demo-voipms-password")
    calls = 0
    for function, all_params, keys in functions():
        for params in all_params:
            answer = getattr(by_soap, function)(**params)
            expected = "success_test" if "test" in params else "success"
            assert answer["status"] == expected, f"{function} {params}: {answer}"
            fault = None if expected == "success_test" else differs(answer, keys)
            assert fault is None, f"{function} {params}: {fault}"
            calls += 1
    print(f"zeep 4.3.3: followed the document through {len(functions())} functions, {calls} calls")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python document_zeep.py http://127.0.0.1:8080")
    main(sys.argv[1].rstrip("/"))
