"""Saving: three formats, whole or not at all, the same bytes twice; and pyplot stays out of the house."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from explorer import plots
from explorer.errors import InputError, OutputError

STARTS = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture
def figure():
    made = Figure(figsize=(2, 1))
    made.set_label("a <title> of its own")
    made.subplots().plot([0, 1], [0, 1], label=r"line")
    made.axes[0].set_title(r"$\sigma(x)$")
    return made


@pytest.mark.parametrize("kind", STARTS)
def test_each_format_is_written_whole_alone_and_alike(figure, tmp_path, kind):
    first, second = tmp_path / f"one.{kind}", tmp_path / f"two.{kind.upper()}"
    assert plots.save(figure, str(first)) == first
    assert plots.save(figure, second) == second
    assert first.read_bytes().startswith(STARTS[kind])
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]


def test_svg_letters_are_outlines_and_it_has_the_figures_title(figure, tmp_path):
    text = plots.save(figure, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<title>a &lt;title&gt; of its own</title>" in text
    assert "<text" not in text
    other = plots.save(figure, tmp_path / "b.svg", title="another").read_text(encoding="utf-8")
    assert "<title>another</title>" in other
    assert not re.search(r"<dc:date>|Matplotlib v", text)


def test_svg_is_one_image_told_in_words(figure, tmp_path):
    root = ElementTree.parse(plots.save(figure, tmp_path / "a.svg")).getroot()
    assert root.get("role") == "img"
    assert [child.tag.partition("}")[2] for child in root][:2] == ["title", "desc"]
    assert root[1].text == plots.alt_text(figure) == "a <title> of its own. σ(x)."
    figure.set_label("")
    root = ElementTree.parse(plots.save(figure, tmp_path / "b.svg")).getroot()
    assert root[0].text == "σ(x)."


def test_a_saved_file_has_the_permissions_of_any_new_file(figure, tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    assert plots.save(figure, tmp_path / "a.png").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("name", ["a.bmp", "a", "png", "a.png.txt", ".svg"])
def test_another_suffix_is_refused_and_nothing_written(figure, tmp_path, name):
    path = tmp_path / name
    message = f'A figure cannot be saved as "{path}": the name must end in .png, .svg or .pdf.'
    with pytest.raises(OutputError, match=f"^{re.escape(message)}$"):
        plots.save(figure, path)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_missing_or_is_a_file_is_refused(figure, tmp_path):
    missing = tmp_path / "no" / "a.png"
    with pytest.raises(
        OutputError, match=f'^"{re.escape(str(missing))}" cannot be written: No such file or directory.$'
    ):
        plots.save(figure, missing)
    (tmp_path / "file").write_text("kept")
    inside = tmp_path / "file" / "a.png"
    with pytest.raises(OutputError, match=f'^"{re.escape(str(inside))}" cannot be written: Not a directory.$'):
        plots.save(figure, inside)
    assert (tmp_path / "file").read_text() == "kept"


def test_a_directory_in_the_place_of_the_file_is_refused(figure, tmp_path):
    path = tmp_path / "a.png"
    path.mkdir()
    with pytest.raises(OutputError, match=f'^"{re.escape(str(path))}" is a directory, not a place for a figure.$'):
        plots.save(figure, path)
    assert path.is_dir()


def test_what_is_no_figure_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"^save needs a matplotlib Figure, not str\.$"):
        plots.save("picture", tmp_path / "a.png")


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_save_leaves_the_old_file_and_no_draft(figure, tmp_path, monkeypatch, fault):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def half(self, stream, **options):
        stream.write(b"half a picture")
        stream.flush()
        assert len(list(tmp_path.iterdir())) == 2  # the draft is a sibling, so that moving it is one step
        raise fault

    monkeypatch.setattr(Figure, "savefig", half)
    with pytest.raises(OutputError if isinstance(fault, OSError) else KeyboardInterrupt) as caught:
        plots.save(figure, path)
    if isinstance(fault, OSError):
        assert str(caught.value) == f'"{path}" cannot be written: No space left on device.'
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]


def test_a_link_stays_a_link(figure, tmp_path):
    real = tmp_path / "real.png"
    link = tmp_path / "link.png"
    link.symlink_to(real)
    plots.save(figure, link)
    assert os.path.islink(link)
    assert real.read_bytes().startswith(STARTS["png"])


def test_pyplot_is_never_imported(tmp_path):
    program = f"""
import sys
from types import SimpleNamespace as Row
from explorer import plots
for row in plots.PLOTS.values():
    figure = None if row.subject else row.draw()
rows = [Row(form="neuron", run="batch", difference=0.0, ulps=0, bound=1e-12, agrees=True)]
figure = plots.agreement(Row(rows=rows))
plots.save(figure, {str(tmp_path / "a.svg")!r})
print("matplotlib.figure" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said == "True False\n"
