"""The thin glue between what was proved and MkDocs, which sets it in pages of two languages."""
