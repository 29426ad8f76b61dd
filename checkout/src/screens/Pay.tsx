import { Alert } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionState } from '../api.ts';
import { CardForm } from '../CardForm.tsx';
import { emptyCard, testCardInput } from '../card-input.ts';
import { Icon } from '../Icon.tsx';
import { formatMoney } from '../money.ts';
import { TestCards } from '../TestCards.tsx';
import type { SessionActions } from '../use-session.ts';

interface Props {
  state: SessionState;
  /** Why the last try was declined. */
  decline: string | null;
  /** Why the platform did not take the last request. */
  refusal: string | null;
  busy: boolean;
  actions: SessionActions;
  showTestCards: boolean;
  hideTestCards: () => void;
}

/** The form, and above it what was wrong with the last try. */
export function Pay({ state, decline, refusal, busy, actions, showTestCards, hideTestCards }: Props) {
  const { t, i18n } = useTranslation();
  const [input, setInput] = useState(emptyCard);
  const notice = useRef<HTMLDivElement>(null);
  const payButton = useRef<HTMLButtonElement>(null);
  const told = busy ? null : (refusal ?? decline);

  // What went wrong takes the focus, so that it is read out and the next Tab is the first field.
  useEffect(() => {
    if (told !== null) notice.current?.focus();
  }, [told]);

  /** The list has done its work: it makes room for the form, and the next step has the focus. */
  function fill(number: string): void {
    setInput(testCardInput(number));
    hideTestCards();
    payButton.current?.focus();
  }

  return (
    <>
      {showTestCards ? <TestCards cards={state.test_cards} onFill={fill} /> : null}
      <h1>{t('heading')}</h1>
      <div ref={notice} tabIndex={-1} className="notice" aria-live="assertive">
        {told === null ? null : (
          <Alert
            color="red"
            variant="light"
            icon={<Icon name="alert" size={20} />}
            title={t(refusal === null ? 'declined_title' : 'refusal_title')}
            mb={20}
          >
            {refusal === null
              ? `${t(`decline.${decline}`, { defaultValue: t('decline.other') })} ${t('nothing_taken')}`
              : t(`refusal.${refusal}`, { defaultValue: t('refusal.other') })}
          </Alert>
        )}
      </div>
      <CardForm
        input={input}
        onInput={setInput}
        amount={formatMoney(state, i18n.language)}
        busy={busy}
        payButton={payButton}
        onPay={(card) => void actions.pay(card)}
        onCancel={() => void actions.cancel()}
      />
    </>
  );
}
