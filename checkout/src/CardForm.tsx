import { InputBase } from '@mantine/core';
import {
  type ComponentProps,
  type FormEvent,
  type FunctionComponent,
  type Ref,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { IMask, IMaskInput } from 'react-imask';
import type { Card } from './api.ts';
import { type CardField, type CardInput, cardKind, cardOf, faultsOf } from './card-input.ts';
import { Icon } from './Icon.tsx';
import { PayButtons, type PayButtonsProps } from './PayButtons.tsx';

interface Props extends Omit<PayButtonsProps, 'label'> {
  input: CardInput;
  onInput: (input: CardInput) => void;
  amount: string;
  onPay: (card: Card) => void;
}

/** The library's own type is a union of all masks, which Mantine's component cannot take. */
const MaskedInput = IMaskInput as FunctionComponent<
  Omit<ComponentProps<'input'>, 'value'> & {
    mask: string;
    blocks?: typeof EXPIRY_BLOCKS;
    unmask?: boolean;
    value: string;
    onAccept: (value: string) => void;
    inputRef: Ref<HTMLInputElement>;
  }
>;

const NUMBER_MASK = '0000 0000 0000 0000 000';
const AMEX_MASK = '0000 000000 00000';
const EXPIRY_BLOCKS = {
  MM: { mask: IMask.MaskedRange, from: 1, to: 12, maxLength: 2, autofix: 'pad' as const },
  YY: { mask: IMask.MaskedRange, from: 0, to: 99, maxLength: 2 },
};

/** The card's three fields. What is wrong is said after the payer asks to pay, and taken back as soon as it is mended. */
export function CardForm({ input, onInput, amount, onPay, busy, ...buttons }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const fields = {
    number: useRef<HTMLInputElement>(null),
    expiry: useRef<HTMLInputElement>(null),
    cvc: useRef<HTMLInputElement>(null),
  };
  const kind = cardKind(input.number);
  const faults = asked ? faultsOf(input) : [];
  const fault = (field: CardField) =>
    faults.includes(field) ? t(`invalid.${field}`, { count: kind.cvcLength }) : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (busy) return;
    const wrong = faultsOf(input);
    setAsked(wrong.length > 0);
    if (wrong[0] === undefined) onPay(cardOf(input));
    else fields[wrong[0]].current?.focus();
  }

  return (
    <form onSubmit={submit} noValidate>
      <div className="fields">
        <InputBase
          component={MaskedInput}
          inputRef={fields.number}
          mask={kind.amex ? AMEX_MASK : NUMBER_MASK}
          unmask
          value={input.number}
          onAccept={(number: string) => onInput({ ...input, number })}
          className="wide"
          label={t('field.number')}
          placeholder="1234 1234 1234 1234"
          error={fault('number')}
          size="md"
          inputMode="numeric"
          autoComplete="cc-number"
          name="number"
          required
          withAsterisk={false}
          rightSection={kind.brand === null ? null : <span className="brand">{kind.brand}</span>}
          rightSectionWidth={kind.brand === null ? 0 : 110}
          rightSectionProps={{ style: { justifyContent: 'flex-end', paddingRight: 12 } }}
        />
        <InputBase
          component={MaskedInput}
          inputRef={fields.expiry}
          mask="MM / YY"
          blocks={EXPIRY_BLOCKS}
          value={input.expiry}
          onAccept={(expiry: string) => onInput({ ...input, expiry })}
          label={t('field.expiry')}
          placeholder={t('field.expiry_hint')}
          error={fault('expiry')}
          size="md"
          inputMode="numeric"
          autoComplete="cc-exp"
          name="expiry"
          required
          withAsterisk={false}
        />
        <InputBase
          component={MaskedInput}
          inputRef={fields.cvc}
          mask={'0'.repeat(kind.cvcLength)}
          value={input.cvc}
          onAccept={(cvc: string) => onInput({ ...input, cvc })}
          label={t('field.cvc')}
          placeholder={'1234'.slice(0, kind.cvcLength)}
          title={t(kind.amex ? 'field.cvc_hint_amex' : 'field.cvc_hint')}
          error={fault('cvc')}
          size="md"
          inputMode="numeric"
          autoComplete="cc-csc"
          name="cvc"
          required
          withAsterisk={false}
        />
      </div>
      <PayButtons label={t('pay', { amount })} busy={busy} {...buttons} />
      <p className="secured">
        <Icon name="lock" size={16} />
        <span>{t('secured')}</span>
      </p>
    </form>
  );
}
