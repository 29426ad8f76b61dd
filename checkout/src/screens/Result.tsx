import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from '../Icon.tsx';

interface Props {
  icon: Parameters<typeof Icon>[0]['name'];
  good?: boolean;
  title: string;
  text: string;
  children?: ReactNode;
}

/** A screen that says how it ended, or what is being waited for. */
export function Result({ icon, good = false, title, text, children }: Props) {
  return (
    <div className="result">
      <div className={good ? 'mark good' : 'mark neutral'}>
        <Icon name={icon} size={30} />
      </div>
      <FocusedHeading>{title}</FocusedHeading>
      <p className="soft">{text}</p>
      {children}
    </div>
  );
}

/** The heading of a screen that appeared by itself. It takes the focus, so that it is read out. */
export function FocusedHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** The link back to the shop. */
export function ReturnButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button component="a" href={href} size="lg" fullWidth>
      {children}
    </Button>
  );
}
