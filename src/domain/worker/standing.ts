/** present: in the newest accepted snapshot; put-aside: there, but unusable; missing: not there any more. */
export type Standing = 'present' | 'put-aside' | 'missing';
