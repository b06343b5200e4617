/** The first version of the posting rules, as the seed stores it. */
export { RULES_V1 } from '@/domain/posting-rules.data';
