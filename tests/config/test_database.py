import pytest

from chibo.config import database


def test_address_is_read_with_its_password_and_options(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://an%40b:m%2Ft@db.example:6543/so%20lieu?sslmode=require")
    settings = database.from_environment(tmp_path)
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == ("an@b", "m/t", "so lieu")
    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]["sslmode"]) == ("db.example", "6543", "require")
    assert "m/t" not in database.conninfo(settings)


def test_server_is_asked_not_to_compile_unless_the_address_says_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/chibo")
    assert database.from_environment(tmp_path)["OPTIONS"] == {"options": "-c jit=off"}
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/chibo?options=-c%20jit%3Don")
    assert database.from_environment(tmp_path)["OPTIONS"] == {"options": "-c jit=on"}


def test_other_kinds_of_database_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/chibo")
    with pytest.raises(ValueError, match="postgresql://"):
        database.from_environment(tmp_path)


def test_unreachable_server_is_told_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///chibo?host={tmp_path}")
    with pytest.raises(database.UnusableDatabaseError):
        database.make_ready(database.from_environment(tmp_path))


def test_key_is_made_once_and_is_the_owners_alone(monkeypatch, tmp_path):
    monkeypatch.delenv("CHIBO_SECRET_KEY", raising=False)
    key = database.secret_key(tmp_path / "var")
    assert database.secret_key(tmp_path / "var") == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
