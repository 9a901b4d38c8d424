"""Questions to the issuer: officials ask them on their desk, staff answer them and can publish the answers."""
