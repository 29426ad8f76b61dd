// The order as it stands, again and again: the browser connects anew by itself when the shop was away.
const order = document.getElementById('order');
let shown = null;
new EventSource(order.dataset.events).addEventListener('message', ({ data }) => {
  // What is on the page already is not put there again: it would take the focus out of a form.
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
