"""The commands that measure and train the judgement."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import judgement_reports, reports, screen
from flows.cli_context import check_exist, now, settings_of, text_output, wants_json
from flows.cli_options import Json, Output

if TYPE_CHECKING:
    from flows.crowd import CrowdReport
    from flows.labelled_pairs import PairFiles, PairsReport


def evaluate(
    ctx: typer.Context,
    corpora: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS",
            help="JSON Lines as for ingest, each with story and kind: what is right.",
        ),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Lines of {"a": id, "b": id, "label": "same" or another word}.',
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The articles of the pairs, as for ingest: addresses that end in their ids.",
        ),
    ] = None,
    crowd: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Articles, as for ingest, that tell other stories: mix each corpus into them.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure how well labelled articles are grouped.

    Needs no database. Prints precision, recall and F1 (B-cubed and over pairs), the adjusted Rand
    index, how many of each kind of variant sit with their original, and how many look-alikes were
    merged wrongly. With --pairs: precision and recall of "same story" for pairs that were labelled
    by reading. With --crowd, shifted to the days of the corpus: how many articles of the corpus
    were merged with the crowd, each of them wrongly, and how much of the crowd was merged at all.
    """
    from flows.evaluating import evaluate_corpora

    corpora = corpora or []
    if not corpora and pairs is None:
        raise typer.BadParameter("name a corpus, or --pairs with --texts")
    if crowd is not None and not corpora:
        raise typer.BadParameter("--crowd needs a corpus to mix into it")
    files = _pair_files(pairs, texts, "--pairs", "--texts")
    check_exist([*corpora, *([] if crowd is None else [crowd])])
    window = timedelta(days=settings_of(ctx).window_days)
    found = evaluate_corpora(corpora, window=window, now=now())
    of_pairs = _evaluate_pairs(files)
    in_crowd = _crowd_test(corpora, crowd, window)
    if wants_json(ctx, as_json):
        objects = [reports.evaluation_object(report) for report in found]
        objects += [judgement_reports.pairs_object(report) for report in of_pairs]
        objects += [judgement_reports.crowd_object(report) for report in in_crowd]
        screen.show_json(objects)
        return
    if found:
        reports.show_evaluation(found)
    for pairs_report in of_pairs:
        judgement_reports.show_pairs(pairs_report)
    if in_crowd:
        judgement_reports.show_crowd(in_crowd)


def train(
    ctx: typer.Context,
    corpora: Annotated[
        list[Path],
        typer.Argument(
            metavar="CORPUS",
            help="JSON Lines as for ingest, each with story, kind and, where known, event.",
        ),
    ],
    output: Output,
    wire_pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Pairs labelled by reading: {"a": id, "b": id, "label": "same" or another word}.',
        ),
    ] = None,
    wire_texts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Their articles, as for ingest: addresses that end in their ids."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the judgement's model anew from labelled articles.

    Writes a model file; the same data gives the same file. Prints cross-validated figures: each
    corpus grouped by models that learned nothing of its affairs, and how far the probabilities can
    be relied on. The model in use is pipeline/models/story.json.
    """
    from flows.training_job import train as train_model
    from pipeline.model import write_model

    as_json = wants_json(ctx, as_json)
    if as_json and str(output) == "-":
        raise typer.BadParameter("the report of --json needs stdout; let --output name a file")
    check_exist(corpora)
    wire = _pair_files(wire_pairs, wire_texts, "--wire-pairs", "--wire-texts")
    training = train_model(corpora, wire, now=now())
    with text_output(output) as file:
        file.write(write_model(training.model))
    if as_json:
        screen.show_json(judgement_reports.training_object(training))
    elif str(output) != "-":
        judgement_reports.show_training(training)
        screen.tell(f"model {training.model.name} written to {output}")


def _pair_files(
    labels: Path | None, texts: Path | None, labels_option: str, texts_option: str
) -> "PairFiles | None":
    from flows.labelled_pairs import PairFiles

    if labels is None and texts is None:
        return None
    if labels is None or texts is None:
        raise typer.BadParameter(f"{labels_option} and {texts_option} go together")
    check_exist([labels, texts])
    return PairFiles(labels=labels, texts=texts)


def _evaluate_pairs(files: "PairFiles | None") -> "list[PairsReport]":
    from flows.labelled_pairs import evaluate_pairs

    return [] if files is None else [evaluate_pairs(files, now=now())]


def _crowd_test(
    corpora: Sequence[Path], crowd: Path | None, window: timedelta
) -> "list[CrowdReport]":
    if crowd is None:
        return []
    from flows.crowd import crowd_test

    with screen.progress("mixing into the crowd", "corpora") as draw:
        return crowd_test(corpora, crowd, window=window, now=now(), on_progress=draw)
