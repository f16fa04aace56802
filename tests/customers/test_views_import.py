"""The pages of an import: the file, the progress, the report, the word that takes it over."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers import sweeps
from customers.csv_reading import MAX_BYTES
from customers.models import CustomerImport
from customers.states import ImportStatus
from tests.customers.importing import HEAD, candidates, fresh, given, lines, read, taken_over

pytestmark = pytest.mark.rule("S003-8", "D4")


@pytest.fixture
def by(contoso):
    return contoso.actor("direct", "admin_agent")


@pytest.fixture
def agent(contoso, client_for):
    return client_for(contoso.people["direct"]["admin_agent"])


def url(by, page: str, *more: str) -> str:
    return reverse(f"customers:import-{page}", args=[by.tenant.slug, *more])


def send(agent, by, content: str | bytes, name: str = "customers.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return agent.post(url(by, "new"), {"file": SimpleUploadedFile(name, data)})


def test_from_the_file_to_the_candidates(agent, by) -> None:
    answer = send(agent, by, HEAD + lines(3) + "Bad,bad,KR,bad,,\n")
    upload = CustomerImport.objects.get()
    detail = url(by, "detail", upload.public_id)
    assert answer["Location"] == detail
    page = agent.get(detail).content.decode()
    assert "<progress" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in page
    sweeps.run_imports()
    page = agent.get(detail).content.decode()
    assert "<progress" not in page
    assert "3 customers can be imported" in page
    assert "1 row with errors is left out" in page
    assert "This is no domain." in page
    assert not candidates(by).exists()
    assert agent.post(url(by, "confirm", upload.public_id))["Location"] == detail
    assert "are being imported" in agent.get(detail).content.decode()
    sweeps.run_imports()
    page = agent.get(detail).content.decode()
    assert "3 customers were imported as candidates" in page
    assert reverse("invitations:candidate-list", args=[by.tenant.slug]) in page
    assert candidates(by).count() == 3


def test_an_upload_twice_is_one_import(agent, by) -> None:
    first = send(agent, by, HEAD + lines(2))["Location"]
    assert send(agent, by, HEAD + lines(2))["Location"] == first
    assert CustomerImport.objects.count() == 1


def test_what_is_refused_at_the_door(agent, by) -> None:
    for answer in (agent.post(url(by, "new")), send(agent, by, b"")):
        assert answer.status_code == 200
        assert "Error: " in answer.content.decode()
        assert answer.content.decode().count("There is a problem") == 1
    page = send(agent, by, b"x" * (MAX_BYTES + 1)).content.decode()
    assert "larger than 10 MB" in page
    assert send(agent, by, b"x" * (MAX_BYTES + 3 * 2**20)).status_code == 413
    other = reverse("accounts:overview", args=[by.tenant.slug])
    assert agent.post(other, {"file": SimpleUploadedFile("a", b"x" * 4 * 2**20)}).status_code == 413
    assert not CustomerImport.objects.exists()


def test_ten_megabytes_pass(agent, by) -> None:
    assert send(agent, by, b"x" * MAX_BYTES).status_code == 302


def test_a_file_that_is_no_csv_says_so_on_the_page(agent, by) -> None:
    send(agent, by, b"PK\x03\x04 whatever", "customers.xlsx")
    sweeps.run_imports()
    page = agent.get(url(by, "detail", CustomerImport.objects.get().public_id)).content.decode()
    assert "This is a workbook, not a CSV." in page


def test_the_encoding_is_said(agent, by) -> None:
    send(agent, by, (HEAD + lines(1)).encode("cp949"))
    sweeps.run_imports()
    assert "CP949" in agent.get(url(by, "detail", CustomerImport.objects.get().public_id)).content.decode()


@pytest.mark.situation("C-010")
def test_faults_are_paged_and_all_in_the_download(agent, by) -> None:
    upload = read(by, "=HYPERLINK(1),bad,KR,a@b.example,,\n" * 700)
    detail = url(by, "detail", upload.public_id)
    assert upload.fault_count == 1400
    first, last = agent.get(detail).content.decode(), agent.get(f"{detail}?page=99").content.decode()
    assert first.count("<tr>") == last.count("<tr>") == 101
    assert "1,400 entries" in first
    assert "The first 1,000 stand here" in first
    assert "Page 10" in last
    for page in ("0", "x", "-1", "９"):
        assert agent.get(detail, {"page": page}).status_code == 200
    answer = agent.get(url(by, "errors", upload.public_id))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1401
    assert rows[1][0] == "2"
    assert rows[1][3].startswith("'=")


def test_a_warning_says_that_the_row_is_imported_unless_it_is_not(agent, by) -> None:
    upload = read(by, "С1,one.example,KR,a@one.example,,\nС2,two.example,XX,a@two.example,,\n")
    page = agent.get(url(by, "detail", upload.public_id)).content.decode()
    assert page.count("This contains letters of another script") == 2
    assert page.count("The row is imported all the same.") == 1


def test_the_template(agent, by) -> None:
    answer = agent.get(url(by, "template"))
    assert answer.content.decode("utf-8-sig").startswith("Name,Domain,Country,E-mail,Contact,Reference")
    send(agent, by, answer.content + b"Hanbit,hanbit.example,KR,kim@hanbit.example,,")
    sweeps.run_imports()
    assert CustomerImport.objects.get().new == 1


def test_dropped(agent, by) -> None:
    upload = read(by, lines(2))
    answer = agent.post(url(by, "drop", upload.public_id), follow=True)
    assert "Nothing of it was imported." in answer.content.decode()
    assert fresh(upload).status == ImportStatus.DROPPED
    answer = agent.post(url(by, "confirm", upload.public_id), follow=True)
    assert "not possible any more" in answer.content.decode()
    bookmark = agent.get(url(by, "confirm", upload.public_id))
    assert bookmark["Location"] == url(by, "detail", upload.public_id)


def test_the_list(agent, by, django_assert_num_queries) -> None:
    assert "No imports yet" in agent.get(url(by, "list")).content.decode()
    taken_over(by, lines(2))
    given(by, lines(3))
    page = agent.get(url(by, "list")).content.decode()
    assert page.count("customers.csv") == 2
    assert "Being checked" in page
    found = agent.get(url(by, "list"), {"state": "done"}).content.decode()
    assert found.count("customers.csv") == 1


def test_the_demo_way_there(agent, by) -> None:
    page = agent.get(reverse("customers:customer-list", args=[by.tenant.slug])).content.decode()
    assert url(by, "list") in page
