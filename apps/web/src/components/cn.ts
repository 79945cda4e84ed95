import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names, the later winning where two set the same property. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
