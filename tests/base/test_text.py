import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, TextField, Value
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chibo.base.text import SearchKey, SortKey, is_nfc, nfc, person_name, search, single_spaced
from chibo.registry.people.models import Person

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
PLAIN = str.maketrans("ăâđêôơư", "aadeoou")

RHYMES = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "oa", "oe", "uy", "ươ", "iê", "uâ"]
syllables = st.builds(
    lambda head, rhyme, tone, tail: nfc(head + rhyme + tone + tail),
    st.sampled_from(["", "b", "ch", "đ", "gi", "h", "ng", "ngh", "ph", "qu", "th", "tr", "x"]),
    st.sampled_from(RHYMES),
    st.sampled_from(TONES),
    st.sampled_from(["", "n", "ng", "nh", "p", "t"]),
)
names = st.lists(syllables, min_size=1, max_size=5).map(lambda words: " ".join(word.capitalize() for word in words))


def mixed(name: str) -> str:
    return "".join(unicodedata.normalize("NFD" if n % 2 else "NFC", letter) for n, letter in enumerate(name))


def tone_moved(name: str) -> str:
    """Write the tone on the other vowel: hoà for hòa, thuỷ for thủy."""
    for pair in ("oa", "oe", "uy"):
        for tone in TONES[1:]:
            name = name.replace(nfc(pair[0] + tone) + pair[1], nfc(pair[0] + pair[1] + tone))
    return name


def compute(function: type, *texts: str) -> list[str]:
    with connection.cursor() as cursor:
        name = function.function
        cursor.execute(f"SELECT {name}(t) FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, n) ORDER BY n", [list(texts)])
        return [row[0] for row in cursor.fetchall()]


def in_order(names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT t FROM unnest(%s::text[]) t ORDER BY chibo_sort_key(t) COLLATE "C", t', [names])
        return [row[0] for row in cursor.fetchall()]


class Keys(TestCase):
    @settings(deadline=None, max_examples=200)
    @given(names)
    @example("Nguyễn Thị Hòa")
    @example("Đỗ Thị Thúy")
    def test_every_way_of_typing_a_name_gives_the_same_search_key(self, name):
        forms = [
            name, unicodedata.normalize("NFD", name), mixed(name), tone_moved(name), name.upper(),
            unicodedata.normalize("NFD", tone_moved(name)), f"  {name.replace(' ', '   ')} ",
        ]  # fmt: skip
        expected = "".join(c for c in unicodedata.normalize("NFD", name.lower().translate(PLAIN)) if c.isascii())
        assert set(compute(SearchKey, *forms)) == {expected}

    @settings(deadline=None, max_examples=200)
    @given(names)
    def test_every_vietnamese_name_is_a_name_and_both_forms_sort_alike(self, name):
        person_name(name)
        person_name(unicodedata.normalize("NFD", name))
        assert len(set(compute(SortKey, name, unicodedata.normalize("NFD", name), name.upper()))) == 1

    @settings(deadline=None, max_examples=200)
    @given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=1, max_size=6), st.text(ALPHABET, min_size=1, max_size=6))
    def test_letters_sort_by_the_vietnamese_alphabet(self, one, other):
        expected = sorted([one, other], key=lambda word: [ALPHABET.index(letter) for letter in word])
        assert in_order([one, other]) == expected

    @settings(deadline=None, max_examples=100)
    @given(st.lists(names, min_size=2, max_size=8))
    def test_the_given_name_decides_first(self, several):
        given_names = [name.split()[-1].lower() for name in in_order(several)]
        assert given_names == in_order(given_names)


@pytest.mark.django_db
def test_names_stand_in_the_order_of_a_vietnamese_roll():
    roll = [
        "Trần Văn An", "Lê Thị Án", "Lê Văn Anh", "Lê Thị Ánh", "Lê Văn Ăn", "Đỗ Văn Ân", "Lê Dũng", "Lê Đào",
        "Nguyễn Văn Hoa", "Nguyễn Văn Hòa", "Nguyễn Văn Hỏa", "Nguyễn Văn Hõa", "Nguyễn Văn Hóa", "Nguyễn Văn Họa",
        "Nguyễn Ơn", "Vũ Ưng", "Đặng Yến", "Lê Yến",
    ]  # fmt: skip
    assert in_order(sorted(roll)) == roll


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ðỗ Văn An", "“Ð” is no letter"), ("Ɖỗ Văn An", "“Ɖ” is no letter"), ("Аn", "“А” is no letter"),
        ("Ano\u0308", "“ö” is no letter"), ("ﬁn", "“ﬁ” is no letter"), ("Nguyễn Văn 2", "cannot contain “2”"),
        ("An<b>", "cannot contain “<”"), ("=An", "cannot contain “=”"), ("Nguyễn\u200b An", "not seen"),
        ("An\u202enA", "not seen"), ("An\u00a0Bình", "not seen"), ("An\nBình", "not seen"),
    ],
)  # fmt: skip
def test_a_sign_that_does_not_belong_into_a_name_is_shown(name, said):
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        person_name(name)
    with translation.override("en"):
        assert said in str(refused.value.messages[0])


@pytest.mark.parametrize("name", ["Nguyễn Thị Hòa", "H'Ni Niê", "K’Brêu", "Đỗ Ưng-Ước", "Y Phôn Ksơr"])
def test_a_real_name_is_accepted(name):
    person_name(name)


def test_spaces_and_form_are_put_right():
    assert single_spaced("  Nguyễn \u00a0 Thị\tHòa \n") == nfc("Nguyễn Thị Hòa")


@pytest.mark.django_db
@isolate_apps("chibo.base")
def test_the_table_refuses_any_other_form_than_nfc():
    class Meta:
        app_label = "base"
        constraints = [is_nfc("name", name="probe_is_nfc")]

    probe = type("Probe", (models.Model,), {"__module__": __name__, "Meta": Meta, "name": TextField()})
    with connection.schema_editor() as editor:
        editor.create_model(probe)
    decomposed = unicodedata.normalize("NFD", "Hòa")
    probe.objects.create(name=nfc(decomposed))
    with pytest.raises(ValidationError):
        probe(name=decomposed).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        probe.objects.create(name=decomposed)


@pytest.mark.django_db
def test_search_finds_by_every_word_in_any_order_without_diacritics():
    for name in ("Nguyễn Thị Hòa", "Nguyễn Văn Đạt", "Lê 100% Dat"):
        Person.objects.create(full_name=name)

    def found(text: str) -> set[str]:
        people = Person.objects.annotate(key=SearchKey(F("full_name")))
        return set(search(people, "key", text).values_list("full_name", flat=True))

    assert found("hoà nguyen") == found("HOA") == {"Nguyễn Thị Hòa"}
    assert found("ĐẠT") == found("dat") == {"Nguyễn Văn Đạt", "Lê 100% Dat"}
    assert found(unicodedata.normalize("NFD", "đạt  văn")) == {"Nguyễn Văn Đạt"}
    assert found("100%") == {"Lê 100% Dat"}
    assert found("%") == {"Lê 100% Dat"}
    assert found("_") == found("hòa đạt") == set()
    assert len(found("  ")) == 3


@pytest.mark.django_db
def test_the_keys_serve_in_queries():
    Person.objects.create(full_name="Đỗ Ân")
    row = Person.objects.values(key=SearchKey(Value("Đỗ Ân")), order=SortKey(F("full_name"))).get()
    assert row["key"] == "do an"
    assert row["order"]


@pytest.mark.django_db
def test_searching_for_a_zero_or_for_a_whole_book_breaks_nothing():
    Person.objects.create(full_name="Đỗ Ân")
    for text in ("\0", "a\0b", "a " * 20_000):
        assert search(Person.objects.all(), "search_key", text).count() in {0, 1}
