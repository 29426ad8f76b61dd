// The keypad types into the field, where a keyboard may type too.
const amount = document.getElementById('amount');
for (const button of document.querySelectorAll('[data-key]'))
  button.addEventListener('click', () => {
    const { key } = button.dataset;
    if (key === 'erase') amount.value = amount.value.slice(0, -1);
    else if (amount.value.length < amount.maxLength && !(key === '.' && amount.value.includes('.')))
      amount.value = amount.value === '0' && key !== '.' ? key : amount.value + key;
    amount.setCustomValidity('');
  });
