import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NextAction, SessionState } from '../api.ts';
import { Icon } from '../Icon.tsx';
import { sandboxPageInLanguage } from '../languages/index.ts';
import type { SessionActions } from '../use-session.ts';
import { BankTransfer } from './BankTransfer.tsx';
import { Result, ReturnButton } from './Result.tsx';
import { ScanCode } from './ScanCode.tsx';

interface Props {
  state: SessionState;
  action: NextAction;
  actions: SessionActions;
  busy: boolean;
  refusal: string | null;
}

/** Shows what the payer has to do elsewhere. After that, the payment continues by itself. */
export function Action({ state, action, actions, busy, refusal }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {refusal === null || busy ? null : (
        <Alert
          color="red"
          variant="light"
          icon={<Icon name="alert" size={20} />}
          title={t('refusal_title')}
          mb={20}
        >
          {t(`refusal.${refusal}`, { defaultValue: t('refusal.other') })}
        </Alert>
      )}
      <ActionView state={state} action={action} />
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        fullWidth
        mt={14}
        loading={busy}
        onClick={() => void actions.giveUp()}
        className="cancel"
      >
        {t('another_way')}
      </Button>
    </>
  );
}

function ActionView({ state, action }: { state: SessionState; action: NextAction }) {
  const { t } = useTranslation();
  switch (action.type) {
    case 'redirect':
      return (
        <Result icon="lock" title={t('redirect.title')} text={t('redirect.text')}>
          <div className="way-on">
            <ReturnButton href={sandboxPageInLanguage(action.url)}>{t('redirect.button')}</ReturnButton>
          </div>
        </Result>
      );
    case 'qr':
      return <ScanCode state={state} action={action} />;
    case 'bank_transfer':
      return <BankTransfer state={state} action={action} />;
  }
}
