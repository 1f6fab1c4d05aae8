"""What the measures of a comparison are called for people, and what each measures."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Description:
    """A measure in words."""

    label: str
    """Short, for a table."""
    meaning: str
    """How it is measured."""


BASE = Description("every pair starts from", "What is added before anything is measured.")

# Kept equal to docs/measures.md by a test.
DESCRIPTIONS: Mapping[str, Description] = {
    "days_apart": Description(
        "days between publication", "Days between the times claimed; half a day without a claim."
    ),
    "days_conflict": Description(
        "dates named that differ", "Dates in the text that has fewer, where no date is in both."
    ),
    "days_named_shared": Description(
        "dates named in both", "How many dates and weekdays both texts name."
    ),
    "numbers_shared": Description("numbers in both", "The weight of the numbers in both texts."),
    "numbers_share": Description(
        "share of numbers in both",
        "The same, rounded ones for half, of the numbers of the text that has less of them.",
    ),
    "numbers_share_of_longer": Description(
        "share of numbers in both, of the longer",
        "The same, of the numbers of the text that has more of them.",
    ),
    "names_share": Description(
        "share of names in both",
        "The weight of the names in both, across languages garbled ones for less, "
        "of the names of the text that has less of them.",
    ),
    "names_share_of_longer": Description(
        "share of names in both, of the longer",
        "The same, of the names of the text that has more of them.",
    ),
    "names_garbled": Description(
        "names in both, garbled", "The weight of names that are alike but for one consonant."
    ),
    "rare_names_shared": Description(
        "rare names in both", "How many rare names are in both in one spelling; six at most."
    ),
    "facts_shared": Description(
        "names and numbers in both", "The weight of the names and numbers in both texts."
    ),
    "facts_share": Description(
        "share of names and numbers in both",
        "The same, of the names and numbers of the text that has less of them.",
    ),
    "facts_share_of_longer": Description(
        "share of names and numbers in both, of the longer",
        "The same, of the names and numbers of the text that has more of them.",
    ),
    "lead_names_unmatched": Description(
        "names of a lead that the other lacks",
        "The weight of the names of one lead that are nowhere in the other text; "
        "the lesser of two.",
    ),
    "lead_numbers_unmatched": Description(
        "numbers of a lead that the other lacks",
        "The weight of the numbers of one lead that are nowhere in the other text; "
        "the lesser of two.",
    ),
    "lead_numbers_shared": Description(
        "numbers in both leads", "The weight of the numbers in both leads."
    ),
    "lead_numbers_share": Description(
        "share of numbers in both leads",
        "The same, of the numbers of the lead that has less of them.",
    ),
    "lead_numbers_found": Description(
        "newer lead's numbers found in the older text",
        "The share of the newer lead's numbers that the older text has; "
        "of both leads the greater where both were published at one time.",
    ),
    "lead_facts_found": Description(
        "lead's names and numbers found in the other",
        "The share of a lead's names and numbers that the other text has; the greater of two.",
    ),
    "lead_facts_found_of_newer": Description(
        "each lead's names and numbers found in the other", "The same, the lesser of two."
    ),
    "lead_words_share": Description(
        "share of words in both leads",
        "The weight of the words in both leads, of the lead that has less of them.",
    ),
    "lead_words_share_of_longer": Description(
        "share of words in both leads, of the longer",
        "The same, of the lead that has more of them.",
    ),
    "lead_concepts_found": Description(
        "lead's matters found in the other",
        "The share of a lead's concepts that the other text has; the greater of two.",
    ),
    "lead_concepts_found_of_newer": Description(
        "each lead's matters found in the other", "The same, the lesser of two."
    ),
    "title_numbers_absent": Description(
        "numbers of a headline that the other lacks",
        "The weight of the numbers of a headline that are nowhere in the other text, "
        "not even rounded; the greater of two.",
    ),
    "title_in_lead": Description(
        "headline's words in the other's lead",
        "The share of a headline's words that the other's lead has; the greater of two.",
    ),
    "title_words_found": Description(
        "headline's words found in the other",
        "The share of a headline's words that the other text has; the greater of two.",
    ),
    "title_concepts_found": Description(
        "each headline's matters found in the other",
        "The share of a headline's concepts that the other text has; the lesser of two.",
    ),
    "title_concepts_found_either": Description(
        "headline's matters found in the other", "The same, the greater of two."
    ),
    "concepts_share": Description(
        "share of matters in both",
        "The weight of the concepts in both (what happened: fire, election, goal), "
        "of the concepts of the text that has less of them.",
    ),
    "concepts_share_of_longer": Description(
        "share of matters in both, of the longer",
        "The same, of the concepts of the text that has more of them.",
    ),
    "text_share": Description(
        "share of text in both", "Runs of three words in both texts, of those of the shorter text."
    ),
    "verbatim": Description(
        "one text but for small edits",
        "1 if nearly all runs of three words are in both, and no name or number is another.",
    ),
    "words_beyond_leads": Description(
        "words in both, but not in the leads",
        "How much greater the share of words in both texts is than that of words in both leads.",
    ),
    "phrases_beyond_leads": Description(
        "phrases in both, but not in the leads",
        "How much greater the share of neighbouring words in both texts is than that in both "
        "beginnings.",
    ),
    "length_share": Description(
        "length of the shorter text", "As a share of the length of the longer one."
    ),
    "units_conflict": Description(
        "things counted otherwise",
        "How many words in a lead count something that the other text counts otherwise, "
        "with a number that it has nowhere.",
    ),
    "quotations_share": Description(
        "share of quoted words in both",
        "Pairs of neighbouring words in the quotations of both, of the text that quotes less.",
    ),
    "quotations_disjoint": Description(
        "quotations with nothing in common",
        "1 if both texts quote, and no two neighbouring words are in quotations of both.",
    ),
}
