"""Signed on paper, with a scan: what is taken, what of it is kept, and who gets it. And the language of the page."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from pypdf import PdfWriter

from agencies.models import Person
from confidentiality import gate
from confidentiality.actions import releases, signing
from confidentiality.models import Release
from confidentiality.scans import Scan, scan_of
from mdt.kit import uploads
from mdt.kit.errors import Refused
from tests.confidentiality.afar import Afar, afar, as_, asked
from tests.confidentiality.test_releases import NAME

AsPerson = Callable[[Person], Client]
MAKER = "Planted-Camera-9"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """With a place, a camera and a comment in it, lying on its side."""
    exif, out = Image.Exif(), BytesIO()
    exif[Base.Make], exif[Base.Orientation] = MAKER, 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    Image.new("RGB", size, "white").save(out, kind, exif=exif, comment=b"Planted")
    return out.getvalue()


def document() -> bytes:
    out, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 300)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def scene() -> Afar:
    return afar()


def form(scene: Afar, **changes: Any) -> dict[str, Any]:
    with as_(scene.doors.ada), gate.own_rows(scene.doors.ada):
        shown = Release.objects.get(public_id=scene.release).sha256
    return {
        "capacity": "survivor",
        "name": NAME,
        "read": "on",
        "way": "paper",
        "shown": shown,
        "language": "en",
        **changes,
    }


def kept(scene: Afar) -> list[tuple[Any, ...]]:
    return asked("SELECT content_type, content, added_by_id FROM confidentiality_releasescan WHERE case_id = %s ORDER BY id",
                 scene.doors.case.pk)  # fmt: skip


def handed_in(data: bytes, name: str = "paper.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_S08_a_picture_keeps_nothing_but_the_picture(kind: str) -> None:
    given = picture(kind)
    assert MAKER.encode() in given  # the bait
    with Image.open(BytesIO(given)) as before:
        assert before.getexif().get_ifd(IFD.GPSInfo)
    scan = scan_of(given)
    assert MAKER.encode() not in scan.content
    assert b"Planted" not in scan.content
    with Image.open(BytesIO(scan.content)) as after:
        assert (after.format, after.size) == (kind, (20, 40))  # upright
        assert not after.getexif()
        assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("data", "said"), [
    (b"", "The file is empty"),
    (b"<html><script>alert(1)</script>", "not a PDF, JPEG or PNG"),
    (b"GIF89a" + b"\0" * 40, "not a PDF, JPEG or PNG"),
    (picture()[:200], "not a PDF, JPEG or PNG"),
    (b"%PDF-1.7 and no more", "The PDF is not whole"),
    (document() + b"\n" * uploads.MOST, "larger than 5 MB"),
])  # fmt: skip
def test_what_is_no_scan_is_refused_above_the_field_and_nothing_is_signed(
    scene: Afar, as_person: AsPerson, data: bytes, said: str
) -> None:
    ada = as_person(scene.doors.ada)
    answer = ada.post(scene.address("release_sign"), form(scene, scan=handed_in(data, "scan.pdf")))
    assert answer.status_code == 200
    assert f'id="survivor_scan_error">' in answer.content.decode()  # noqa: F541
    assert said in answer.content.decode()
    assert NAME in answer.content.decode()  # nothing that was typed is lost
    assert scene.signed() == kept(scene) == []


def test_a_picture_that_would_fill_the_memory_is_not_drawn() -> None:
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < uploads.MOST
    with pytest.raises(Refused, match="resolution of the picture is too high"):
        scan_of(out.getvalue())


def test_nothing_that_is_handed_in_is_laid_down_in_a_file(scene: Afar, as_person: AsPerson, monkeypatch) -> None:
    import tempfile

    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", never)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", never)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", never)
    big = document().replace(b"%%EOF", b"%" + b"x" * 4_000_000 + b"\n%%EOF")
    ada = as_person(scene.doors.ada)
    assert ada.post(scene.address("release_sign"), form(scene, scan=handed_in(big, "a.pdf"))).status_code == 302
    assert bytes(kept(scene)[0][1]) == big


def test_it_comes_with_the_signature_or_later_and_each_look_is_on_record(scene: Afar, as_person: AsPerson) -> None:
    ada = as_person(scene.doors.ada)
    assert ada.post(scene.address("release_sign"), form(scene, scan=handed_in(picture()))).status_code == 302
    added = ada.post(
        scene.address("release_scan_add"), {"capacity": "survivor", "scan": handed_in(document(), "b.pdf")}
    )
    assert added.status_code == 302
    assert [(kind, by) for kind, _, by in kept(scene)] == [
        ("image/jpeg", scene.doors.ada.pk), ("application/pdf", scene.doors.ada.pk),
    ]  # fmt: skip
    body = ada.get(scene.address("release")).content.decode()
    assert body.count("/scans/") == 3  # both, and the form for the next
    ids = asked(
        "SELECT public_id, content_type FROM confidentiality_releasescan WHERE case_id = %s ORDER BY id",
        scene.doors.case.pk,
    )
    for (public_id, kind), name in zip(ids, ("scan.jpg", "scan.pdf"), strict=True):
        answer = ada.get(scene.address("release_scan", public_id))
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store, private"
    looked = asked("SELECT count(*) FROM confidentiality_ledger WHERE case_ids = ARRAY[%s]::bigint[] AND purpose = 'release.scan'"
                   " AND outcome = 'shown' AND actor_id = %s", scene.doors.case.pk, scene.doors.ada.pk)  # fmt: skip
    assert looked == [(2,)]


def test_C01_nobody_outside_the_room_gets_a_scan_and_no_other_release_has_it(scene: Afar, as_person: AsPerson) -> None:
    ada, doors = as_person(scene.doors.ada), scene.doors
    ada.post(scene.address("release_sign"), form(scene, scan=handed_in(picture())))
    ada.post(scene.address("release_countersign"))
    (public_id,) = asked("SELECT public_id FROM confidentiality_releasescan WHERE case_id = %s", doors.case.pk)[0]
    page = scene.address("release_scan", public_id)
    assert ada.get(page).status_code == 200
    assert as_person(doors.dan).get(f"/cases/{doors.case.public_id}/").status_code == 200  # who it was released to
    for who in (doors.bea, doors.dan, doors.other):
        assert as_person(who).get(page).status_code == 404
        added = as_person(who).post(
            scene.address("release_scan_add"), {"capacity": "survivor", "scan": handed_in(picture())}
        )
        assert added.status_code == 404
    with as_(doors.ada):
        other = releases.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
    assert ada.get(page.replace(str(scene.release), str(other))).status_code == 404


def test_a_scan_belongs_to_a_signature_on_paper(scene: Afar, as_person: AsPerson) -> None:
    ada = as_person(scene.doors.ada)
    answer = ada.post(scene.address("release_sign"), form(scene, way="device", scan=handed_in(picture())))
    assert b"A scan belongs to a signature on paper" in answer.content
    assert scene.signed() == []
    ada.post(scene.address("release_sign"), form(scene, way="device"))
    scan = Scan("image/png", b"x")
    for capacity in ("survivor", "parent"):  # signed otherwise, and not at all
        with as_(scene.doors.ada), pytest.raises(Refused, match="belongs to a signature on paper"):
            signing.keep_scan(
                case=scene.doors.case.public_id, release=scene.release, capacity=capacity, scan=scan, by=scene.doors.ada
            )
    assert kept(scene) == []


# --- How and in which language -------------------------------------------------------------------------------------
def test_R21_signed_in_another_language_than_it_was_shown_is_refused_and_on_record(as_person: AsPerson) -> None:
    scene = afar(language="es", spoken="es")
    ada = as_person(scene.doors.ada)
    page = ada.get(scene.address("release")).content.decode()
    assert '<input type="hidden" name="language" value="es"' in page
    answer = ada.post(scene.address("release_sign"), form(scene, language="en"))
    assert "The page was shown in another language than Español. Nothing was signed." in answer.content.decode()
    assert ada.post(scene.address("release_sign"), form(scene, language="")).status_code == 200
    assert scene.signed() == []
    refused = asked("SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'refused' AND purpose ="
                    " 'release.sign'", scene.doors.ada.pk)  # fmt: skip
    assert refused == [(1,)]
    assert ada.post(scene.address("release_sign"), form(scene, language="es")).status_code == 302
    assert len(scene.signed()) == 1


def test_E08_nobody_signs_by_link_on_the_page_of_the_agency(scene: Afar, as_person: AsPerson) -> None:
    ada = as_person(scene.doors.ada)
    assert b'name="way" value="paper"' in ada.get(scene.address("release")).content
    assert b'name="way" value="link"' not in ada.get(scene.address("release")).content
    assert ada.post(scene.address("release_sign"), form(scene, way="link")).status_code == 200
    with as_(scene.doors.ada), pytest.raises(Refused, match="here with you"):
        given = {key: value for key, value in form(scene, way="link").items() if key != "read"}
        releases.sign(case=scene.doors.case.public_id, release=scene.release, by=scene.doors.ada, **given)
    assert scene.signed() == []
    ada.post(scene.address("release_sign"), form(scene))
    assert f"In the presence of {scene.doors.ada.name}" in ada.get(scene.address("release")).content.decode()
