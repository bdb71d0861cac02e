"""What pages and the command say of claims, in Korean and in English: docs/words/claims.yml."""

from book.records import sayings

WORDS = sayings("claims")


def mending(verdict: str) -> tuple[str, str]:
    """Name, for a verdict, the labels of the right form and of the run of the mended check.

    >>> mending("false"), mending("conditional")
    (('corrected', 'as mended'), ('in general', 'as conditioned'))
    """
    if verdict == "conditional":
        return "in general", "as conditioned"
    return "corrected", "as mended"
