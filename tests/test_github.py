"""The files for GitHub: workflows, templates, how to cite. None can be run here, so all is read."""

import re
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMAS = {
    "workflows/*.yml": "vendor.github-workflows",
    "ISSUE_TEMPLATE/[0-9]*.yml": "vendor.github-issue-forms",
    "ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    "dependabot.yml": "vendor.dependabot",
    "../CITATION.cff": "vendor.citation-file-format",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAY_WRITE = {
    ("pages.yml", "deploy"): {"pages", "id-token"},
    ("release.yml", "build"): {"id-token", "attestations"},
    ("release.yml", "publish"): {"id-token"},
}


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


JOBS = [(path, name, job) for path in WORKFLOWS for name, job in read(path)["jobs"].items()]
job = pytest.mark.parametrize(("path", "name", "job"), JOBS, ids=lambda x: getattr(x, "stem", ""))


@pytest.mark.parametrize("files", SCHEMAS)
def test_a_file_for_github_has_the_form_that_github_reads(files):
    found = sorted((ROOT / ".github").glob(files))
    assert found
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[files]]
    done = subprocess.run([*command, *found], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_the_workflows_that_the_project_lives_by():
    assert {path.name for path in WORKFLOWS} == {"pages.yml", "release.yml", "test.yml"}


@job
def test_every_command_of_a_workflow_exists(path, name, job):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    for line in lines:
        if made := re.match(r"make (\S+)", line):
            assert made[1] in targets, line
        for script in re.findall(r"\b(?:scripts|tests)/[\w./-]+", line):
            assert (ROOT / script).exists(), line
    assert name == "deploy" or any(lines) or job.get("needs")


@job
def test_a_job_may_write_no_more_than_it_must(path, name, job):
    assert read(path)["permissions"] == {"contents": "read"}
    written = {what for what, how in job.get("permissions", {}).items() if how == "write"}
    assert written == MAY_WRITE.get((path.name, name), set())


@job
def test_a_job_ends_by_itself_and_keeps_no_password(path, name, job):
    assert job["timeout-minutes"] <= 60
    assert read(path)["concurrency"]["group"]
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text(encoding="utf-8")


@job
def test_every_action_is_pinned(path, name, job):
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    pinned = re.compile(r"[\w-]+/[\w-]+@(v\d+|release/v\d+|[0-9a-f]{40})")
    assert [one for one in used if not pinned.fullmatch(one)] == []


def test_nothing_that_anyone_may_write_reaches_a_shell():
    for path, name, job in JOBS:
        for step in job["steps"]:
            inserted = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", step.get("run", ""))
            assert inserted == [], (path.name, name)


ADDRESS = re.compile(r"https://(?:github\.com|[\w-]+\.github\.io)/[^\s)\"'`>\]]+")


def test_every_address_of_the_project_begins_as_pyproject_says():
    fork = "https://github.com/YOU/backproof"  # a reader's own, in CONTRIBUTING
    ours = (PROJECT["urls"]["Source"], PROJECT["urls"]["Homepage"])
    files = [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.cff"),
        *ROOT.glob("mkdocs*.yml"),
        *(ROOT / ".github").rglob("*.*"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src").rglob("*.py"),
    ]
    found = {
        address
        for path in files
        for address in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if "backproof" in address and address != fork
    }
    assert any(address.startswith(ours[0]) for address in found)
    assert [address for address in found if not address.startswith(ours)] == []


def release():
    spec = spec_from_file_location("release", ROOT / "scripts" / "release.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_tag_is_released_only_if_version_changelog_and_citation_agree(tmp_path, monkeypatch):
    module = release()
    for name in ("pyproject.toml", "CHANGELOG.md", "CITATION.cff"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    version = PROJECT["version"]
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## [{version}] - 2026-12-01\n")
    assert module.objections(f"v{version}") == []
    assert "the tag is v9.9" in module.objections("v9.9")[0]
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n")
    (tmp_path / "CITATION.cff").write_text("version: 0.0.1\n")
    assert len(module.objections(f"v{version}")) == 2


def test_the_citation_names_the_version_and_the_licence():
    citation = read(ROOT / "CITATION.cff")
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["license"] == PROJECT["license"].split(" AND ")[0]  # that of the code
    assert citation["repository-code"] == PROJECT["urls"]["Source"]
    assert citation["url"] == PROJECT["urls"]["Homepage"]


def test_the_forms_speak_both_languages():
    for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml")):
        labels = [part["attributes"].get("label", "/") for part in read(path)["body"]]
        assert "/" in read(path)["name"]
        described = [part["attributes"].get("description", "/") for part in read(path)["body"]]
        assert all("/" in text for text in described), path.name
        assert labels
