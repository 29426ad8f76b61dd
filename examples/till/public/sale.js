// Shows the sale whenever it has changed, without a reload.
const AGAIN_MS = 3000;
const sale = document.getElementById('sale');
const away = document.getElementById('away');
const { state: atFirst } = sale.querySelector('[data-state]').dataset;
let shown = null;

function follow() {
  const events = new EventSource(sale.dataset.events);
  events.addEventListener('message', ({ data }) => {
    const { state, say, body } = JSON.parse(data);
    // Only a change replaces the page's part, because that takes the focus out of it.
    const changed = shown === null ? state !== atFirst : body !== shown;
    shown = body;
    if (!changed) return;
    sale.innerHTML = body;
    document.getElementById('say').textContent = say;
  });
  events.addEventListener('open', () => {
    away.hidden = true;
  });
  events.addEventListener('error', () => {
    away.hidden = false;
    // The browser connects again by itself, but not after it was refused.
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN_MS);
  });
}
follow();
