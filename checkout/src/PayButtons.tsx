import { Button, Stack } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

export interface PayButtonsProps {
  label: string;
  busy: boolean;
  payButton: Ref<HTMLButtonElement>;
  onCancel: () => void;
}

/** The buttons at the end of every form: pay, or cancel. */
export function PayButtons({ label, busy, payButton, onCancel }: PayButtonsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={10} mt={24}>
      <Button
        ref={payButton}
        type="submit"
        size="lg"
        fullWidth
        loading={busy}
        aria-label={busy ? t('paying') : undefined}
      >
        {label}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        fullWidth
        disabled={busy}
        onClick={onCancel}
        className="cancel"
      >
        {t('cancel')}
      </Button>
    </Stack>
  );
}
