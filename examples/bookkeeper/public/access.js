// Access may have been withdrawn in another tab. Whoever comes back to this one should not look at payments that are out of reach.
let asking = false;
async function ask() {
  if (asking || document.visibilityState !== 'visible') return;
  asking = true;
  const answer = await fetch('/access').catch(() => null);
  asking = false;
  if (answer?.status === 410) location.assign('/');
}
addEventListener('focus', ask);
document.addEventListener('visibilitychange', ask);
