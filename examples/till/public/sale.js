// Shows the sale whenever it has changed. If the till was away, the browser connects again by itself.
const sale = document.getElementById('sale');
const away = document.getElementById('away');
const events = new EventSource(sale.dataset.events);
const { state: atFirst } = sale.querySelector('[data-state]').dataset;
let shown = null;
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
});
