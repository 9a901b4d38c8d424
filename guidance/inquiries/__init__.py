"""Questions to the issuer: asked from the officials’ desk, answered by staff, published if they are of use to all."""
