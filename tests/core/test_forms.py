"""Forms: clean text, plain sentences, and nothing that was typed is lost."""

from __future__ import annotations

import unicodedata
import uuid

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from partnercenter.core.cleaning import UnreadableTextError, clean_line, clean_lines
from partnercenter.core.errors import DomainError, DomainErrors
from partnercenter.core.forms import CleanCharField, CleanTextField, error_links
from tests.core.gallery import ChoiceForm


class TestCleanLine:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Contoso  ", "Contoso"),
            (unicodedata.normalize("NFD", "한국 지사"), "한국 지사"),
            ("Con\u200btoso\ufeff", "Contoso"),
            ("Con\u00adtoso\u202e", "Contoso"),
            ("\u3164\u115f이름\u2060", "이름"),
            ("a\u00a0b\u3000c\td", "a b c d"),
            ("👩\u200d💻 팀", "👩\u200d💻 팀"),
            ("x\u200d", "x"),
            ("<b>{{ 7*7 }}</b> %s ${7}", "<b>{{ 7*7 }}</b> %s ${7}"),
            ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ],
    )
    def test_keeps_what_can_be_seen(self, typed, kept):
        assert clean_line(typed) == kept

    @pytest.mark.parametrize("typed", ["a\x00b", "a\x1bb", "a\x7fb", "a\x9fb", "a\ud800b"])
    def test_refuses_what_cannot_be_read(self, typed):
        with pytest.raises(UnreadableTextError) as refusal:
            clean_line(typed)
        assert refusal.value.code == "control"

    @pytest.mark.parametrize("typed", ["a\nb", "a\r\nBcc: x@y.example", "a\u2028b", "a\x85b", "a\x0cb"])
    def test_refuses_a_second_line(self, typed):
        with pytest.raises(UnreadableTextError) as refusal:
            clean_line(typed)
        assert refusal.value.code == "one_line"

    @given(st.text(max_size=60))
    def test_cleaning_twice_is_cleaning_once(self, typed):
        try:
            once = clean_line(typed)
        except UnreadableTextError:
            return
        assert clean_line(once) == once

    def test_several_lines_keep_their_ends_as_plain_newlines(self):
        assert clean_lines("a  \r\nb\rc\td\n\n") == "a\nb\nc\td"


class TestCleanCharField:
    @pytest.mark.parametrize("typed", ["", "   ", "\u200b\u3164", None])
    def test_nothing_to_see_is_nothing(self, typed):
        assert CleanCharField(required=False).clean(typed) == ""
        with pytest.raises(ValidationError):
            CleanCharField().clean(typed)

    def test_says_in_a_sentence_what_is_wrong(self):
        with pytest.raises(ValidationError, match="cannot be read"):
            CleanCharField().clean("a\x00")
        with pytest.raises(ValidationError, match="on one line"):
            CleanCharField().clean("a\nb")

    def test_length_counts_what_is_kept(self):
        assert (
            CleanCharField(max_length=2).clean("\u200b" * 50 + unicodedata.normalize("NFD", "한국")) == "한국"
        )
        with pytest.raises(ValidationError):
            CleanCharField(max_length=2).clean("abc")

    def test_long_text_has_a_limit_too(self):
        with pytest.raises(ValidationError):
            CleanTextField().clean("x" * 5001)


VALID = {"name": "Kim", "language": "ko", "reason": "a", "agreed": "on"}


class TestPortalForm:
    def test_each_sentence_names_its_field(self):
        messages = [link.message for link in error_links(ChoiceForm({}))]
        assert messages == [
            "Fill in: Name",
            "Choose: Language",
            "Choose: Reason",
            "Tick the box to continue.",
        ]

    def test_the_summary_leads_to_controls(self):
        targets = [link.target for link in error_links(ChoiceForm({}))]
        assert targets == ["id_name", "id_language_0", "id_reason", "id_agreed"]

    def test_rules_speak_beside_their_field_or_on_top(self):
        form = ChoiceForm(VALID)
        form.add_domain_error(
            DomainErrors([DomainError("a", "Not this name", "name"), DomainError("b", "No", "other")])
        )
        assert [(link.target, link.message) for link in error_links(form)] == [
            ("", "No"),
            ("id_name", "Not this name"),
        ]

    def test_a_submission_id_is_new_with_each_page_and_kept_with_each_resend(self):
        first, second = ChoiceForm()["submission"].value(), ChoiceForm()["submission"].value()
        assert first != second
        form = ChoiceForm(VALID | {"submission": str(first)})
        assert form.is_valid()
        assert str(form.cleaned_data["submission"]) == str(first)

    def test_a_missing_submission_id_costs_nothing(self):
        form = ChoiceForm(VALID)
        assert form.is_valid()
        assert isinstance(form.cleaned_data["submission"], uuid.UUID)


@pytest.mark.urls("tests.core.gallery")
class TestFormPage:
    @pytest.fixture
    def post(self, db, client_for):
        from tests.factories.accounts import UserFactory

        client = client_for(UserFactory())
        return lambda data: client.post("/gallery/form/", data).content.decode()

    def test_problems_are_said_in_the_title_on_top_and_beside(self, post):
        html = post({"language": "xx"})
        assert "<title>Error: A form" in html
        assert "There is a problem" in html
        assert '<a href="#id_name">Fill in: Name</a>' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_name_error"' in html

    def test_what_was_typed_stays(self, post):
        html = post({"name": "<b>Kim</b>\x01", "text": "안녕\n<i>", "reason": "a"})
        assert "&lt;b&gt;Kim&lt;/b&gt;" in html
        assert "안녕\n&lt;i&gt;" in html
        assert '<option value="a" selected>' in html

    def test_optional_fields_say_so_and_browsers_do_not_interfere(self, post):
        html = post({})
        assert html.count('class="pc-optional"') == 1
        assert " novalidate" in html
        assert 'action="/gallery/form/"' in html

    def test_a_good_form_passes(self, post):
        assert post(VALID) == "saved"
