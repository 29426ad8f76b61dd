import { useTranslation } from 'react-i18next';
import type { MethodType } from './api.ts';
import { Icon } from './Icon.tsx';

const icons = { card: 'card', wallet: 'phone', bank_transfer: 'bank' } as const satisfies Record<
  MethodType,
  Parameters<typeof Icon>[0]['name']
>;

interface Props {
  methods: readonly MethodType[];
  chosen: MethodType;
  disabled: boolean;
  onChoose: (method: MethodType) => void;
}

/** The ways to pay, side by side. They are radio buttons, so that arrow keys and screen readers work. */
export function MethodChoice({ methods, chosen, disabled, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="methods" disabled={disabled}>
      <legend>{t('method.legend')}</legend>
      {methods.map((method) => (
        <label key={method} className="method">
          <input
            type="radio"
            name="method"
            value={method}
            checked={method === chosen}
            onChange={() => onChoose(method)}
          />
          <Icon name={icons[method]} size={22} />
          <span>{t(`method.${method}.name`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
