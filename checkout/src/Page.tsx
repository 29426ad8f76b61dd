import { Button, Loader, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NextAction, SessionState } from './api.ts';
import { type CardInput, emptyCard } from './card-input.ts';
import { isolated } from './foreign-text.ts';
import { languageTag, switchLanguage, withLanguage } from './languages/index.ts';
import { OrderSummary } from './OrderSummary.tsx';
import { Action } from './screens/Action.tsx';
import { Paid } from './screens/Paid.tsx';
import { Pay } from './screens/Pay.tsx';
import { Result, ReturnButton } from './screens/Result.tsx';
import { type Stage, stageOf } from './stage.ts';
import { type SessionActions, useSession } from './use-session.ts';

/** The payer's page. It shows one stage of one session at a time. */
export function Page() {
  const { t } = useTranslation();
  const { loaded, actions, busy, refusal } = useSession();
  switch (loaded.kind) {
    case 'loading':
      return (
        <main className="plain">
          <Loader aria-label={t('loading')} role="status" />
        </main>
      );
    case 'unknown_link':
      return (
        <main className="plain">
          <Result icon="link" title={t('unknown_link.title')} text={t('unknown_link.text')} />
        </main>
      );
    case 'unreachable':
      return (
        <main className="plain">
          <Result icon="alert" title={t('unreachable.title')} text={t('unreachable.text')}>
            <Button mt={20} onClick={() => void actions.reload()}>
              {t('unreachable.button')}
            </Button>
          </Result>
        </main>
      );
    case 'session':
      return <SessionPage state={loaded.state} actions={actions} busy={busy} refusal={refusal} />;
  }
}

interface SessionPageProps {
  state: SessionState;
  actions: SessionActions;
  busy: boolean;
  refusal: string | null;
}

function SessionPage({ state, actions, busy, refusal }: SessionPageProps) {
  const { t, i18n } = useTranslation();
  const [showTestCards, setShowTestCards] = useState(false);
  // This is kept here and not in the form, because an attempt replaces the form with other screens.
  const [input, setInput] = useState(emptyCard);
  const stage = stageOf(state);
  const title = t('title', { merchant: isolated(state.merchant_name) });
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <div className="page">
      {state.environment === 'sandbox' ? (
        <aside className="banner" aria-label={t('test.banner')}>
          <strong>{t('test.banner')}</strong>
          <span>{t('test.explanation')}</span>
          {stage.kind === 'form' ? (
            <UnstyledButton
              fz={14}
              aria-expanded={showTestCards}
              aria-controls="test-cards"
              onClick={() => setShowTestCards(!showTestCards)}
            >
              {t(showTestCards ? 'test.hide' : 'test.show')}
            </UnstyledButton>
          ) : null}
        </aside>
      ) : (
        <div />
      )}
      <div className="columns">
        <OrderSummary state={state} />
        <main className="payment">
          <div className="inner">
            <VisuallyHidden role="status">{busy ? t('paying') : announcement(stage, t)}</VisuallyHidden>
            <StageView
              stage={stage}
              state={state}
              actions={actions}
              busy={busy}
              refusal={refusal}
              input={input}
              onInput={setInput}
              showTestCards={showTestCards}
              hideTestCards={() => setShowTestCards(false)}
            />
            <footer className="foot">
              <span>{t('powered')}</span>
              <UnstyledButton
                fz={13}
                lang={languageTag(i18n.language === 'zh' ? 'en' : 'zh')}
                onClick={switchLanguage}
              >
                {t('other_language')}
              </UnstyledButton>
            </footer>
          </div>
        </main>
      </div>
    </div>
  );
}

/** What a screen reader says when the stage changes by itself. */
function announcement(stage: Stage, t: (key: string) => string): string {
  switch (stage.kind) {
    case 'form':
      return '';
    case 'action':
      return t(`${actionWords[stage.action.type]}.announcement`);
    case 'processing':
    case 'canceling':
    case 'paid':
    case 'paid_elsewhere':
    case 'cancelled':
    case 'closed':
    case 'expired':
      return t(`${stage.kind}.title`);
  }
}

const actionWords = { redirect: 'redirect', qr: 'qr', bank_transfer: 'bank' } as const satisfies Record<
  NextAction['type'],
  string
>;

function StageView(
  props: SessionPageProps & {
    stage: Stage;
    input: CardInput;
    onInput: Dispatch<SetStateAction<CardInput>>;
    showTestCards: boolean;
    hideTestCards: () => void;
  },
) {
  const { stage, state, actions, busy, refusal } = props;
  const { t } = useTranslation();
  const cameFrom = useRef<Stage['kind'] | null>(null);
  const before = cameFrom.current;
  useEffect(() => {
    cameFrom.current = stage.kind;
  }, [stage.kind]);
  const back = (
    <div className="way-on">
      <ReturnButton href={withLanguage(state.cancel_url)}>
        {t('back_to', { merchant: isolated(state.merchant_name) })}
      </ReturnButton>
    </div>
  );
  switch (stage.kind) {
    case 'form':
      return <Pay {...props} ended={stage.ended} cameBack={before !== null && before !== 'form'} />;
    case 'processing':
    case 'canceling':
      return (
        <Result icon="clock" title={t(`${stage.kind}.title`)} text={t(`${stage.kind}.text`)}>
          <Loader mt={20} mx="auto" type="dots" aria-hidden="true" />
        </Result>
      );
    case 'action':
      return <Action state={state} action={stage.action} actions={actions} busy={busy} refusal={refusal} />;
    case 'paid':
      return <Paid state={state} />;
    case 'paid_elsewhere':
      return (
        <Result icon="check" title={t('paid_elsewhere.title')} text={t('paid_elsewhere.text')}>
          {back}
        </Result>
      );
    case 'cancelled':
    case 'closed':
    case 'expired':
      return (
        <Result
          icon={stage.kind === 'expired' ? 'clock' : 'cross'}
          title={t(`${stage.kind}.title`)}
          text={t(state.payment?.amount_received ? 'money_goes_back' : `${stage.kind}.text`)}
        >
          {back}
        </Result>
      );
  }
}
