// Gives the button of a page its passkey; without this script it stays hidden. allauth's webauthn.js does the talking.
"use strict";
const KIND = { addForm: "add", authenticateForm: "authenticate", loginForm: "login" };
const button = document.querySelector("[data-passkey]");
const said = document.getElementById("passkey-said");

if (button && window.PublicKeyCredential) {
  const { passkey, credential, passwordless } = button.dataset;
  const ids = { [KIND[passkey]]: button.id, credential: credential || "passkey-credential", data: "passkey-options", passwordless };
  window.allauth.webauthn.forms[passkey]({ ids });
  button.addEventListener("click", () => { said.hidden = true; }, { capture: true });
  button.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  said.hidden = false;
});
