"""What pages and the command say of claims, in Korean and in English: docs/words/claims.yml."""

from book.words import sayings

WORDS = sayings("claims")
