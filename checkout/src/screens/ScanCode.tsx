import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { QrAction, SessionState } from '../api.ts';
import { Icon } from '../Icon.tsx';
import { sandboxPageInLanguage } from '../languages/index.ts';
import { formatMoney } from '../money.ts';
import { QrCode } from '../QrCode.tsx';
import { clockOf, useCountdown } from '../use-countdown.ts';
import { FocusedHeading } from './Result.tsx';

/** The code for the payer's wallet to scan. On a phone, there is a button that opens the wallet instead. */
export function ScanCode({ state, action }: { state: SessionState; action: QrAction }) {
  const { t, i18n } = useTranslation();
  const left = useCountdown(action.expires_at);
  const onPhone = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const amount = formatMoney(state, i18n.language);
  if (left === 0) return <RanOut />;
  return (
    <div className="scan">
      <FocusedHeading>{t('qr.title')}</FocusedHeading>
      <p className="soft">{t(onPhone ? 'qr.text_phone' : 'qr.text', { amount })}</p>
      {onPhone ? (
        <Button
          component="a"
          href={sandboxPageInLanguage(action.url)}
          target="_blank"
          rel="noopener noreferrer"
          size="lg"
          fullWidth
          leftSection={<Icon name="phone" size={20} />}
        >
          {t('qr.open')}
        </Button>
      ) : null}
      <div className={onPhone ? 'qr-frame small' : 'qr-frame'}>
        <QrCode code={action.code} label={t('qr.label', { amount })} />
      </div>
      {onPhone ? <p className="soft">{t('qr.other_phone')}</p> : null}
      <p className={left < 60 ? 'waiting hurry' : 'waiting'}>
        <span className="pulse" aria-hidden="true" />
        <span>
          {t('qr.waiting')}{' '}
          <span role="timer" className="countdown">
            {t('qr.left', { time: clockOf(left) })}
          </span>
        </span>
      </p>
      <VisuallyHidden role="status">{left < 60 ? t('qr.last_minute') : ''}</VisuallyHidden>
      {state.environment === 'sandbox' && !onPhone ? (
        <p className="soft">
          <a href={sandboxPageInLanguage(action.url)} target="_blank" rel="noopener noreferrer">
            {t('qr.test_wallet')}
          </a>
        </p>
      ) : null}
    </div>
  );
}

/** The code has expired. The platform closes the payment in a moment. */
function RanOut() {
  const { t } = useTranslation();
  return (
    <div className="scan">
      <FocusedHeading>{t('ran_out.title')}</FocusedHeading>
      <p className="soft">{t('qr.ran_out')}</p>
    </div>
  );
}
