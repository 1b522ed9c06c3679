// Works out the SHA-256 of a file here, in the browser, and compares it with the list on
// the page. The file is sent nowhere. Where the browser cannot, the page says how to do
// it by other means. The SHA-256 is put into the field below as well, so that the button
// there compares the same file.

const part = document.querySelector("[data-check-file]");
const verdict = document.querySelector("[data-check-verdict]");
const field = document.querySelector("#id_sha256");

// Browsers hash only on pages that came by HTTPS, or from this computer.
if (part && window.crypto?.subtle) {
  const input = part.querySelector("input");
  part.hidden = false;
  input.addEventListener("change", () => check(input));
}

async function check(input) {
  const [file] = input.files;
  if (!file) return;
  field.value = "";
  say(`Reading ${file.name}…`);
  try {
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    // Another file may have been chosen meanwhile.
    if (input.files[0] !== file) return;
    const digest = [...new Uint8Array(hash)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    field.value = digest;
    const row = document.querySelector(`[data-sha256="${digest}"]`);
    say(row ? row.dataset.verdict : input.dataset.none, digest);
  } catch {
    say(`${file.name} cannot be read. Choose it again.`);
  }
}

function say(words, digest) {
  const told = document.createElement("p");
  told.className = "govuk-inset-text";
  told.append(words);
  if (digest) {
    const code = document.createElement("code");
    code.className = "ieg-digest";
    code.append(digest);
    told.append(document.createElement("br"), "SHA-256 of your file: ", code);
  }
  verdict.replaceChildren(told);
}
