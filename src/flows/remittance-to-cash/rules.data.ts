/** The versions of the posting rules; the seed stores the last one. */
export { RULES_V1, RULES_V2 } from '@/domain/posting-rules.data';
