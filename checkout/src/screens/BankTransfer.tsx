import { ActionIcon, Alert, CopyButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BankTransferAction, SessionState } from '../api.ts';
import { Icon } from '../Icon.tsx';
import { sandboxPageInLanguage } from '../languages/index.ts';
import { formatMoney, plainAmount } from '../money.ts';
import { FocusedHeading } from './Result.tsx';

/** Shows where to send the money, with a copy button for each field, and how much has arrived so far. */
export function BankTransfer({ state, action }: { state: SessionState; action: BankTransferAction }) {
  const { t, i18n } = useTranslation();
  const money = (amount: number) => formatMoney({ ...state, amount }, i18n.language);
  const received = state.payment?.amount_received ?? 0;
  const remaining = money(action.amount_remaining);
  const fields = [
    {
      name: t('bank.amount'),
      shown: remaining,
      copied: plainAmount({ ...state, amount: action.amount_remaining }),
    },
    { name: t('bank.bank_name'), shown: action.bank_name, copied: action.bank_name },
    { name: t('bank.account_number'), shown: action.account_number, copied: action.account_number },
    { name: t('bank.reference'), shown: action.reference, copied: action.reference },
  ];
  return (
    <div className="transfer">
      <FocusedHeading>{t('bank.title', { amount: remaining })}</FocusedHeading>
      <p className="soft">{t('bank.text')}</p>
      <div role="status">
        {received === 0 ? null : (
          <Alert
            color="yellow"
            variant="light"
            icon={<Icon name="alert" size={20} />}
            title={t('bank.short_title', { remaining })}
            mt={16}
          >
            {t('bank.short', { received: money(received), remaining })}
          </Alert>
        )}
      </div>
      <dl className="bank-fields">
        {fields.map((field) => (
          <BankField key={field.name} {...field} />
        ))}
      </dl>
      <p className="soft">{t('bank.reference_note')}</p>
      <p className="waiting">
        <span className="pulse" aria-hidden="true" />
        <span>{t('bank.waiting')}</span>
      </p>
      {action.sandbox_url === undefined ? null : (
        <p className="soft">
          <a href={sandboxPageInLanguage(action.sandbox_url)} target="_blank" rel="noopener noreferrer">
            {t('bank.test_bank')}
          </a>
        </p>
      )}
    </div>
  );
}

function BankField({ name, shown, copied: value }: { name: string; shown: string; copied: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span>{shown}</span>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                onClick={copy}
                aria-label={t('bank.copy', { name })}
              >
                <Icon name={copied ? 'check' : 'copy'} />
              </ActionIcon>
              <VisuallyHidden role="status">{copied ? t('bank.copied', { name }) : ''}</VisuallyHidden>
            </>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}
