"""Two languages, two configurations, one build."""

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


def build_second(config: MkDocsConfig) -> None:
    """Build the configuration that `extra.then` names into its folder of the same site."""
    if config.extra.get("second"):
        return
    then = config.extra["then"]
    path = Path(config.config_file_path).parent / then["config"]
    url = f"{config.site_url.rstrip('/')}/{then['folder']}/" if config.site_url else None
    second = load_config(
        str(path),
        site_dir=str(Path(config.site_dir) / then["folder"]),
        site_url=url,
        strict=config.strict,
    )
    build(second)
