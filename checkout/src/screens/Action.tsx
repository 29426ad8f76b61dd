import { useTranslation } from 'react-i18next';
import type { NextAction } from '../api.ts';
import { Result, ReturnButton } from './Result.tsx';

/** What the payer has to do elsewhere. The payment goes on by itself once it is done. */
export function Action({ action }: { action: NextAction }) {
  const { t } = useTranslation();
  switch (action.type) {
    case 'redirect':
      return (
        <Result icon="lock" title={t('redirect.title')} text={t('redirect.text')}>
          <div style={{ marginTop: 24 }}>
            <ReturnButton href={action.url}>{t('redirect.button')}</ReturnButton>
          </div>
        </Result>
      );
  }
}
