/** The thread that verifies signatures. */
import { serve } from '../../kernel/other-thread.ts';
import { verified } from './algorithms.ts';

serve(verified);
