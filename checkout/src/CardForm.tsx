import { TextInput } from '@mantine/core';
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Card, platformTime, type SessionState } from './api.ts';
import { type CardField, type CardInput, cardKind, cardOf, faultsOf, grouped } from './card-input.ts';
import { canEncrypt } from './encrypted-card.ts';
import { Icon } from './Icon.tsx';
import { PayButtons, type PayButtonsProps } from './PayButtons.tsx';

interface Props extends Omit<PayButtonsProps, 'label'> {
  environment: SessionState['environment'];
  input: CardInput;
  onInput: (input: CardInput) => void;
  amount: string;
  onPay: (card: Card) => void;
}

/**
 * The card's three fields. Faults are shown when the payer submits the form, and disappear as soon as they are corrected.
 */
export function CardForm({ environment, input, onInput, amount, onPay, busy, ...buttons }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const refs = {
    number: useRef<HTMLInputElement>(null),
    expiry: useRef<HTMLInputElement>(null),
    cvc: useRef<HTMLInputElement>(null),
  };
  const kind = cardKind(input.number);
  const faults = asked ? faultsOf(input, platformTime()) : [];

  /** What the three fields have in common. */
  function field(name: CardField) {
    const fault = faults.find((each) => each.field === name);
    return {
      ref: refs[name],
      name,
      value: input[name],
      onChange: (event: ChangeEvent<HTMLInputElement>) => onInput({ ...input, [name]: shownOf(name, event) }),
      label: t(`field.${name}`),
      error: fault === undefined ? undefined : t(`invalid.${fault.says}`, { ...fault.values }),
      size: 'md',
      inputMode: 'numeric' as const,
      required: true,
      withAsterisk: false,
    };
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (busy) return;
    const [wrong] = faultsOf(input, platformTime());
    setAsked(wrong !== undefined);
    if (wrong === undefined) onPay(cardOf(input));
    else refs[wrong.field].current?.focus();
  }

  return (
    <form onSubmit={submit} noValidate>
      <div className="fields">
        <TextInput
          {...field('number')}
          // It is beside the label. Inside the field, it would leave too little space for a long number on a small phone.
          label={
            <>
              {t('field.number')} {kind.brand === null ? null : <span className="brand">{kind.brand}</span>}
            </>
          }
          className="wide"
          placeholder="1234 1234 1234 1234"
          autoComplete="cc-number"
        />
        <TextInput {...field('expiry')} placeholder={t('field.expiry_hint')} autoComplete="cc-exp" />
        <TextInput
          {...field('cvc')}
          placeholder={'1234'.slice(0, kind.cvcLength)}
          title={t(kind.amex ? 'field.cvc_hint_amex' : 'field.cvc_hint')}
          autoComplete="cc-csc"
        />
      </div>
      <PayButtons label={t('pay', { amount })} busy={busy} {...buttons} />
      <p className="secured">
        <Icon name={canEncrypt ? 'lock' : 'alert'} size={16} />
        <span>{t(canEncrypt ? 'secured' : `not_secured.${environment}`)}</span>
      </p>
    </form>
  );
}

/**
 * What the field shows after a change. The text is grouped if something was typed at its end. If something changed in the
 * middle or was deleted, or while a keyboard is still composing, it stays as it is, so that the caret stays in its place.
 */
function shownOf(name: CardField, event: ChangeEvent<HTMLInputElement>): string {
  const { value, selectionStart } = event.target;
  const { isComposing, inputType } = event.nativeEvent as InputEvent;
  // If the browser fills in the field by itself, the event has no input type.
  const added = !(inputType ?? '').startsWith('delete');
  return added && !isComposing && selectionStart === value.length ? grouped(name, value) : value;
}
