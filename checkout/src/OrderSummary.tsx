import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { type CSSProperties, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionState } from './api.ts';
import { isolated } from './foreign-text.ts';
import { Icon } from './Icon.tsx';
import { withLanguage } from './languages/index.ts';
import { formatMoney } from './money.ts';

/** Who is paid, how much and for what. On a phone the lines are folded, because the payer came for the form. */
export function OrderSummary({ state }: { state: SessionState }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const money = (amount: number) => formatMoney({ ...state, amount }, i18n.language);
  return (
    <section className="summary" aria-label={t('order_summary')}>
      <div className="inner">
        <div className="merchant">
          <a href={withLanguage(state.cancel_url)}>
            <VisuallyHidden>{t('back_to', { merchant: isolated(state.merchant_name) })}</VisuallyHidden>
            <Icon name="back" />
            <span className="monogram" aria-hidden="true">
              {[...state.merchant_name][0]}
            </span>
            <bdi className="merchant-name" aria-hidden="true">
              {state.merchant_name}
            </bdi>
          </a>
        </div>
        <p className="to-pay">
          {t(state.status === 'complete' ? 'amount_paid' : state.paid_elsewhere ? 'total' : 'to_pay')}
        </p>
        <p
          className="amount"
          data-testid="amount"
          style={{ '--characters': money(state.amount).length } as CSSProperties}
        >
          {money(state.amount)}
        </p>
        {state.description === null ? null : (
          <p className="soft">
            <bdi>{state.description}</bdi>
          </p>
        )}
        {state.line_items.length === 0 ? null : (
          <>
            <UnstyledButton
              className="to-show"
              aria-expanded={open}
              aria-controls="lines"
              onClick={() => setOpen(!open)}
            >
              {open ? t('hide_summary') : t('show_summary')}
            </UnstyledButton>
            <ul id="lines" className={open ? 'lines' : 'lines folded'}>
              {state.line_items.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines never change, and two may be alike
                <li key={index}>
                  <span>
                    <bdi>{line.name}</bdi>{' '}
                    <span className="soft">{t('quantity', { count: line.quantity })}</span>
                  </span>
                  <span className="number">{money(line.amount)}</span>
                </li>
              ))}
              <li className="total">
                <span>{t('total')}</span>
                <span className="number">{money(state.amount)}</span>
              </li>
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
