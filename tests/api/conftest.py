"""Fixtures of the API tests."""

import pytest


@pytest.fixture
def ask(client):
    """Returns a function that requests an address below /api/v1/ and returns the JSON."""

    def answer(rest: str, status: int = 200) -> dict:
        response = client.get(f"/api/v1/{rest}")
        assert response.status_code == status, response.text
        assert response["Content-Type"] == ("application/json" if status == 200 else "application/problem+json")
        return response.json()

    return answer
