/**
 * The columns that name an owner, by catalogue (PostgreSQL manual, "System Catalogs"). Every other role than the first
 * superuser stands in pg_shdepend for each object that is its own.
 */
const OWNERS: Readonly<Record<string, string>> = {
  pg_class: 'relowner',
  pg_collation: 'collowner',
  pg_conversion: 'conowner',
  pg_default_acl: 'defaclrole',
  pg_event_trigger: 'evtowner',
  pg_foreign_data_wrapper: 'fdwowner',
  pg_foreign_server: 'srvowner',
  pg_language: 'lanowner',
  pg_largeobject_metadata: 'lomowner',
  pg_namespace: 'nspowner',
  pg_opclass: 'opcowner',
  pg_operator: 'oprowner',
  pg_opfamily: 'opfowner',
  pg_proc: 'proowner',
  pg_publication: 'pubowner',
  pg_statistic_ext: 'stxowner',
  pg_ts_config: 'cfgowner',
  pg_ts_dict: 'dictowner',
  pg_type: 'typowner',
};

const RIGHTS: Readonly<Record<string, string>> = {
  pg_class: 'relacl',
  pg_default_acl: 'defaclacl',
  pg_foreign_data_wrapper: 'fdwacl',
  pg_foreign_server: 'srvacl',
  pg_language: 'lanacl',
  pg_largeobject_metadata: 'lomacl',
  pg_namespace: 'nspacl',
  pg_proc: 'proacl',
  pg_type: 'typacl',
};

/** What lies below came with the server itself, and no dump has it. */
const FIRST_OWN_OID = 16_384;

/** The first superuser can never be dropped, therefore no dependency on it is recorded: it has to be looked for. */
const FIRST_SUPERUSER = 10;

/** Large objects may have any number that their maker wished. */
const own = (catalogue: string) => (catalogue === 'pg_largeobject_metadata' ? 'true' : `c.oid >= ${FIRST_OWN_OID}`);

const owns = Object.entries(OWNERS).map(
  ([catalogue, owner]) =>
    `select c.${owner} from pg_catalog.${catalogue} c where ${own(catalogue)} and c.${owner} = ${FIRST_SUPERUSER}`,
);

const mayUse = Object.entries(RIGHTS).map(
  ([catalogue, rights]) =>
    `select a.grantee from pg_catalog.${catalogue} c, pg_catalog.aclexplode(c.${rights}) a
     where ${own(catalogue)} and a.grantee = ${FIRST_SUPERUSER}`,
);

/**
 * Every role without which a dump of the database that the session is in cannot be restored whole: whoever owns something
 * there or the database, was granted something, is named by a policy or by default rights, or has settings for it.
 */
export const ROLES_NEEDED = `
  with own as (select oid, datdba, datacl from pg_catalog.pg_database where datname = pg_catalog.current_database()),
  needed (role) as (
    select d.refobjid from pg_catalog.pg_shdepend d join own on d.dbid = own.oid
      where d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and d.deptype in ('o', 'a', 'r', 'i')
    union select datdba from own
    union select a.grantee from own, pg_catalog.aclexplode(own.datacl) a
    union select s.setrole from pg_catalog.pg_db_role_setting s join own on s.setdatabase = own.oid
    union ${[...owns, ...mayUse].join('\n    union ')}
    union select a.grantee from pg_catalog.pg_attribute c, pg_catalog.aclexplode(c.attacl) a
      where c.attrelid >= ${FIRST_OWN_OID} and a.grantee = ${FIRST_SUPERUSER}
    union select m.umuser from pg_catalog.pg_user_mappings m where m.umuser = ${FIRST_SUPERUSER}
  )
  select coalesce(jsonb_agg(r.rolname order by r.rolname), '[]') as roles
  from needed join pg_catalog.pg_roles r on r.oid = needed.role`;
