import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaidWith, SessionState } from '../api.ts';
import { isolated } from '../foreign-text.ts';
import { withLanguage } from '../languages/index.ts';
import { formatMoney } from '../money.ts';
import { Result, ReturnButton } from './Result.tsx';

const RETURN_AFTER_S = 5;

/** The payment succeeded. After some seconds the payer is taken back to the shop, unless they choose to stay. */
export function Paid({ state }: { state: SessionState }) {
  const { t, i18n } = useTranslation();
  const [left, setLeft] = useState<number | null>(RETURN_AFTER_S);
  const merchant = isolated(state.merchant_name);
  const successUrl = withLanguage(state.success_url);

  useEffect(() => {
    if (left === null) return;
    if (left === 0) {
      window.location.assign(successUrl);
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left, successUrl]);

  const method = state.payment?.method ?? null;
  return (
    <Result
      icon="check"
      good
      title={t('paid.title')}
      text={t('paid.text', { merchant, amount: formatMoney(state, i18n.language) })}
    >
      {method === null ? null : (
        <div className="receipt">
          <span className="soft">{t('paid.with')}</span>
          <PaidWithView method={method} />
        </div>
      )}
      <ReturnButton href={successUrl}>{t('paid.button', { merchant })}</ReturnButton>
      {left === null ? null : (
        <div className="returning">
          {/* Read out once, not every second. */}
          <span aria-hidden="true">{t('paid.returning', { count: left, merchant })}</span>
          <UnstyledButton
            className="to-show"
            style={{ margin: 0, display: 'inline' }}
            onClick={() => setLeft(null)}
          >
            {t('paid.stay')}
          </UnstyledButton>
        </div>
      )}
    </Result>
  );
}

function PaidWithView({ method }: { method: PaidWith }) {
  const { t } = useTranslation();
  switch (method.type) {
    case 'card':
      return (
        <span>
          <span className="brand">{method.brand.toUpperCase()}</span> •••• {method.last4}
        </span>
      );
    case 'wallet':
    case 'bank_transfer':
      return <span>{t(`method.${method.type}.name`)}</span>;
  }
}
