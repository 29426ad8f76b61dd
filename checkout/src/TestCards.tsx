import { ActionIcon, Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TestCard } from './api.ts';
import { cardKind, groupedNumber } from './card-input.ts';
import { Icon } from './Icon.tsx';

/** The sandbox's test cards and what each does. They can be copied or filled in. */
export function TestCards({
  cards,
  onFill,
}: {
  cards: readonly TestCard[];
  onFill: (number: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="test-cards" id="test-cards" aria-labelledby="test-cards-heading">
      <h2 id="test-cards-heading">{t('test.heading')}</h2>
      <span className="outcome">{t('test.note')}</span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <ul tabIndex={0} aria-labelledby="test-cards-heading">
        {cards.map(({ number, outcome }) => (
          <li key={number}>
            <span>
              <span className="digits">{groupedNumber(number)}</span>
              <span className={outcome === 'approved' ? 'outcome approved' : 'outcome'}>
                {cardKind(number).brand} · {t(`test.outcome.${outcome}`, { defaultValue: outcome })}
              </span>
            </span>
            <CopyButton value={number}>
              {({ copied, copy }) => (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  onClick={copy}
                  aria-label={
                    copied ? t('test.copied') : t('test.copy_label', { number: groupedNumber(number) })
                  }
                >
                  <Icon name={copied ? 'check' : 'copy'} />
                </ActionIcon>
              )}
            </CopyButton>
            <Button
              variant="light"
              size="xs"
              onClick={() => onFill(number)}
              aria-label={t('test.fill_label', { number: groupedNumber(number) })}
            >
              {t('test.fill')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
