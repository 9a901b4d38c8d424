"""What the tests of the API share."""

import pytest


@pytest.fixture
def ask(client):
    """Answers of the API by the rest of their address, as data."""

    def answer(rest: str, status: int = 200) -> dict:
        response = client.get(f"/api/v1/{rest}")
        assert response.status_code == status, response.text
        assert response["Content-Type"] == ("application/json" if status == 200 else "application/problem+json")
        return response.json()

    return answer
