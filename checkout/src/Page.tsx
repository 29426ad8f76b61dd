import { Button, Loader, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionState } from './api.ts';
import { switchLanguage } from './languages/index.ts';
import { OrderSummary } from './OrderSummary.tsx';
import { Action } from './screens/Action.tsx';
import { Paid } from './screens/Paid.tsx';
import { Pay } from './screens/Pay.tsx';
import { Result, ReturnButton } from './screens/Result.tsx';
import { type Stage, stageOf } from './stage.ts';
import { type SessionActions, useSession } from './use-session.ts';

/** The payer's page: one session, one stage of it at a time. */
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
  const stage = stageOf(state);
  const title = t('title', { merchant: state.merchant_name });
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
              showTestCards={showTestCards}
              hideTestCards={() => setShowTestCards(false)}
            />
            <footer className="foot">
              <span>{t('powered')}</span>
              <UnstyledButton fz={13} lang={i18n.language === 'zh' ? 'en' : 'zh-CN'} onClick={switchLanguage}>
                {t('other_language')}
              </UnstyledButton>
            </footer>
          </div>
        </main>
      </div>
    </div>
  );
}

/** What a screen reader hears when the stage changes by itself. */
function announcement(stage: Stage, t: (key: string) => string): string {
  switch (stage.kind) {
    case 'form':
      return '';
    case 'action':
      return t('redirect.title');
    case 'processing':
    case 'paid':
    case 'cancelled':
    case 'expired':
      return t(`${stage.kind}.title`);
  }
}

function StageView({
  stage,
  state,
  ...rest
}: SessionPageProps & { stage: Stage; showTestCards: boolean; hideTestCards: () => void }) {
  const { t } = useTranslation();
  const back = (
    <div style={{ marginTop: 28 }}>
      <ReturnButton href={state.cancel_url}>{t('back_to', { merchant: state.merchant_name })}</ReturnButton>
    </div>
  );
  switch (stage.kind) {
    case 'form':
      return <Pay state={state} decline={stage.decline} {...rest} />;
    case 'processing':
      return (
        <Result icon="clock" title={t('processing.title')} text={t('processing.text')}>
          <Loader mt={16} type="dots" aria-hidden="true" />
        </Result>
      );
    case 'action':
      return <Action action={stage.action} />;
    case 'paid':
      return <Paid state={state} />;
    case 'cancelled':
      return (
        <Result icon="cross" title={t('cancelled.title')} text={t('cancelled.text')}>
          {back}
        </Result>
      );
    case 'expired':
      return (
        <Result icon="clock" title={t('expired.title')} text={t('expired.text')}>
          {back}
        </Result>
      );
  }
}
