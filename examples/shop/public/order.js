// Receives the order whenever it changes. If the shop was away, the browser connects again by itself.
const order = document.getElementById('order');
let shown = null;
new EventSource(order.dataset.events).addEventListener('message', ({ data }) => {
  // The page is changed only if the order has changed, because that takes the focus out of a form.
  if (shown !== null && data !== shown) order.innerHTML = JSON.parse(data);
  else if (shown === null && order.querySelector('[data-status]').dataset.status !== statusIn(data))
    order.innerHTML = JSON.parse(data);
  shown = data;
});

function statusIn(data) {
  const template = document.createElement('template');
  template.innerHTML = JSON.parse(data);
  return template.content.querySelector('[data-status]').dataset.status;
}
