// Passkeys are made and used by the browser itself, so this is the one thing that takes a script. Each form that it serves first asks
// for what is to be signed, has the browser sign it, and then sends the form as any other.

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (window.PublicKeyCredential?.parseCreationOptionsFromJSON === undefined) continue;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const failed = form.querySelector('.wrong');
    failed.hidden = true;
    try {
      const answer = await fetch(form.dataset.options, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
      });
      // Too long after signing in: the page then asks for the password first.
      if (answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const options = await answer.json();
      const credential =
        form.dataset.passkey === 'create'
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
            });
      form.elements.response.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      // Also when its user thought better of it.
      failed.hidden = false;
    }
  });
}
