"""Verification of the files of local policies."""

from collections.abc import Iterator

from guidance.models import Response
from portal.records.integrity import find_file_problem


def find_policy_problems() -> Iterator[str]:
    """Yields a sentence for each file whose bytes differ or are missing. Many responses may share a file."""
    files = Response.objects.exclude(policy_sha256="").values_list("policy_file", "policy_sha256")
    for name, sha256 in files.order_by("policy_file").distinct().iterator():
        if problem := find_file_problem(name, sha256):
            yield f"The file of the policy {sha256} {problem}."
