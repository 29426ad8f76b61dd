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

/** A screen that tells how it ended or what is awaited. Its heading takes the focus, so that it is read out. */
export function Result({ icon, good = false, title, text, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="result">
      <div className={good ? 'mark good' : 'mark neutral'}>
        <Icon name={icon} size={30} />
      </div>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="soft">{text}</p>
      {children}
    </div>
  );
}

/** The way back to the shop: a link like any other. */
export function ReturnButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button component="a" href={href} size="lg" fullWidth>
      {children}
    </Button>
  );
}
