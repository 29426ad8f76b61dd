import { Alert } from '@mantine/core';
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card, MethodType, SessionState } from '../api.ts';
import { CardForm } from '../CardForm.tsx';
import { type CardInput, testCardInput } from '../card-input.ts';
import { Icon } from '../Icon.tsx';
import { MethodChoice } from '../MethodChoice.tsx';
import { formatMoney } from '../money.ts';
import { PayButtons } from '../PayButtons.tsx';
import type { Ended } from '../stage.ts';
import { TestCards } from '../TestCards.tsx';
import type { SessionActions } from '../use-session.ts';

interface Props {
  state: SessionState;
  input: CardInput;
  onInput: Dispatch<SetStateAction<CardInput>>;
  /** Why the last attempt failed. */
  ended: Ended | null;
  /** Why the platform refused the last request. */
  refusal: string | null;
  busy: boolean;
  /** Whether the payer comes here from another screen of this page. */
  cameBack: boolean;
  actions: SessionActions;
  showTestCards: boolean;
  hideTestCards: () => void;
}

/** The ways to pay and the form of the chosen one. Above them it says what was wrong with the last attempt. */
export function Pay(props: Props) {
  const { state, ended, refusal, busy, actions, input, onInput } = props;
  const { t, i18n } = useTranslation();
  const methods = state.methods.map(({ type }) => type);
  const [method, setMethod] = useState<MethodType>(state.payment?.method?.type ?? methods[0] ?? 'card');
  const payButton = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { cameBack } = props;
  const quiet = ended === null;
  // The screen that had the focus is gone. If there is a notice, the notice takes the focus.
  useEffect(() => {
    if (cameBack && quiet) heading.current?.focus();
  }, [cameBack, quiet]);

  /** Closes the list of test cards, which is no longer needed, and moves the focus to the next step. */
  function fill(number: string): void {
    setMethod('card');
    onInput(testCardInput(number));
    props.hideTestCards();
    // The card form may only be added to the page now.
    requestAnimationFrame(() => payButton.current?.focus());
  }

  /**
   * However the attempt ends, number and date stay for another one, but the security code is removed. It authenticates a
   * single payment, and nobody may keep it after that.
   */
  async function payByCard(card: Card): Promise<void> {
    await actions.payByCard(card);
    onInput((typed) => ({ ...typed, cvc: '' }));
  }

  const amount = formatMoney(state, i18n.language);
  const buttons = { busy, payButton, onCancel: () => void actions.cancel() };
  return (
    <>
      {props.showTestCards ? <TestCards cards={state.test_cards} onFill={fill} /> : null}
      <h1 ref={heading} tabIndex={-1}>
        {t('heading')}
      </h1>
      <Notice ended={busy ? null : ended} refusal={busy ? null : refusal} />
      {methods.length < 2 ? null : (
        <MethodChoice methods={methods} chosen={method} disabled={busy} onChoose={setMethod} />
      )}
      {method === 'card' ? (
        <CardForm
          environment={state.environment}
          input={input}
          onInput={onInput}
          amount={amount}
          onPay={(card) => void payByCard(card)}
          {...buttons}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void actions.pay(method);
          }}
        >
          <p className="method-text">{t(`method.${method}.text`, { amount })}</p>
          <PayButtons label={t(`method.${method}.go`)} {...buttons} />
        </form>
      )}
    </>
  );
}

/** What went wrong and what to do. It takes the focus, so that it is read out and the next Tab goes to the form. */
function Notice({ ended, refusal }: { ended: Ended | null; refusal: string | null }) {
  const { t } = useTranslation();
  const notice = useRef<HTMLDivElement>(null);
  const told = refusal !== null ? `refusal ${refusal}` : ended === null ? null : JSON.stringify(ended);
  useEffect(() => {
    if (told !== null) notice.current?.focus();
  }, [told]);

  function words(): { title: string; text: string } | null {
    if (refusal !== null) {
      const text = t(`refusal.${refusal}`, { defaultValue: t('refusal.other') });
      return { title: t('refusal_title'), text };
    }
    switch (ended?.why) {
      case undefined:
        return null;
      case 'declined': {
        const why = t(`decline.${ended.code}`, { defaultValue: t('decline.other') });
        return { title: t('declined_title'), text: t('declined_text', { why }) };
      }
      case 'expired':
        return { title: t('ran_out.title'), text: t('ran_out.text') };
      case 'closed_short':
        return { title: t('closed_short.title'), text: t('closed_short.text') };
    }
  }

  const said = words();
  return (
    <div ref={notice} tabIndex={-1} className="notice" aria-live="assertive">
      {said === null ? null : (
        <Alert color="red" variant="light" icon={<Icon name="alert" size={20} />} title={said.title} mb={20}>
          {said.text}
        </Alert>
      )}
    </div>
  );
}
